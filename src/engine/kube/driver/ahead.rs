//! Steps that follow each other in the Pod without a round trip to the client.
//!
//! Where only one step runs, and its success can mean only that another one is next, the helper is told
//! in advance: it releases that one in the moment in which the first has ended with 0. All else is decided
//! here, as ever, when the end is known.

use super::Driver;
use crate::engine::kube::control::Command;
use crate::engine::kube::gate::Gate;
use crate::engine::scheduler::{Action, End};
use crate::plan::spec::Kind;

/// How many steps are told in advance: more than can end while a message is on its way.
const AHEAD: usize = 8;

impl Driver<'_> {
    /// Tells the helper what follows what runs, as far as success makes that certain.
    pub(super) fn look_ahead(&mut self) {
        if self.cause.is_some() {
            return;
        }
        let mut future = self.scheduler.clone();
        for _ in 0..AHEAD {
            let Some(step) = future.only_running() else {
                return;
            };
            if self.gates[step] != Gate::Shell {
                return;
            }
            future.ended(step, End::Exited(0));
            let [Action::Start(next)] = future.actions()[..] else {
                return;
            };
            if self.gates[next] != Gate::Shell || self.spec.steps[next].kind != Kind::Step {
                return;
            }
            if self.ahead[step] != Some(next) {
                self.ahead[step] = Some(next);
                self.releaser
                    .release_after(step, next, &future.failed_steps());
            }
        }
    }

    /// Takes back all that was told in advance: it counted on a success that did not come.
    pub(super) fn forget_ahead(&mut self) {
        if self.ahead.iter().any(Option::is_some) {
            self.ahead.fill(None);
            let _ = self.commands.send(Command::Drop);
        }
    }

    /// A step has ended, and the helper has released `next`.
    pub(super) fn went_on(&mut self, code: i32, next: Option<usize>) {
        if code != 0 {
            self.forget_ahead();
        }
        let Some(next) = next.filter(|&next| next < self.steps.len()) else {
            return;
        };
        // Else it is what comes next here, too.
        if self.cause.is_none() {
            return;
        }
        if !self.steps[next].reported && self.steps[next].released.is_none() {
            self.scheduler.started(next);
            let failed = self.scheduler.failed_steps();
            self.releaser
                .release(&[next], &self.gates, &failed, &mut self.steps);
        }
        self.stop(next);
    }
}
