//! The end of a run: in order or before its time.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, interval, sleep_until};

use super::{Driver, Outcome, REASON, TICK};
use crate::engine::error::{Error, Kind};
use crate::engine::event::{StepResult, Verdict};
use crate::engine::kube::control::Command;
use crate::engine::kube::gate::Gate;
use crate::engine::kube::message::Message;
use crate::engine::kube::status::Seen;
use crate::engine::kube::tracked::Tracked;
use crate::engine::scheduler::Action;

/// How long output may stand still once every step has ended.
const LAST_OUTPUT: Duration = Duration::from_secs(60);

/// Why a run is stopped before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cause {
    Signal(i32),
    Timeout,
    FailFast,
    Fatal(Error),
}

impl Cause {
    pub(super) fn killed(&self) -> String {
        match self {
            Self::Signal(_) => "the run was interrupted".to_string(),
            Self::Timeout => "the time of the pipeline was over".to_string(),
            Self::FailFast => "a step with `failure: fast` failed".to_string(),
            Self::Fatal(error) => error.message.clone(),
        }
    }
}

impl Driver<'_> {
    /// The kubelet tells the ends of containers only when all of them have ended: the helper must not
    /// hold up a Pod that we delete once no shell step needs it any more.
    pub(super) fn release_helper(&mut self) {
        let needed = self.steps.iter().enumerate().any(|(index, step)| {
            self.gates[index] == Gate::Shell && step.released.is_some() && !step.reported
        });
        if self.deleting && !needed && !std::mem::replace(&mut self.helper_released, true) {
            let _ = self.commands.send(Command::Bye);
        }
    }

    /// The run is being stopped and the container of this step, which the kubelet was asked to make,
    /// has not been seen running: it hangs in a pull, and there is nothing to wait for.
    pub(super) fn never_ran(&self, index: usize) -> bool {
        self.gates[index] != Gate::Shell
            && !matches!(
                self.steps[index].seen,
                Some(Seen::Running | Seen::Ended { .. })
            )
            && self.cancelled.is_some_and(|at| at.elapsed() >= REASON)
    }

    /// A signal came; true if it is the second one, which leaves at once.
    pub(super) fn signalled(&mut self, number: i32) -> bool {
        if std::mem::replace(&mut self.signalled, true) {
            return true;
        }
        if self.cause.is_some() {
            // The run is being stopped already: the person does not want to wait for that.
            self.kill_at = Some(Instant::now());
        }
        self.cancel(Cause::Signal(number));
        false
    }

    /// Stops the run in order: nothing is started any more, what runs has a grace period.
    pub(super) fn cancel(&mut self, cause: Cause) {
        // The first cause is the true one; only a signal is worth saying over a slow end.
        if self.cause.is_some() {
            return;
        }
        self.forget_ahead();
        self.cause = Some(cause);
        self.cancelled = Some(Instant::now());
        self.kill_at = Some(Instant::now() + self.options.grace);
        let mut delete = false;
        for action in self.scheduler.stop_all() {
            if let Action::Stop(index) = action {
                self.stop(index);
                delete |= self.gates[index] != Gate::Shell;
            }
        }
        if delete && !self.pod_gone {
            // Only the kubelet can stop what was not started through our preamble.
            self.deleting = true;
            self.releaser.delete_pod(self.options.grace);
        }
    }

    pub(super) fn stop(&mut self, index: usize) {
        self.steps[index].stopping = true;
        if self.gates[index] == Gate::Shell {
            let _ = self.commands.send(Command::Stop(index));
        }
    }

    /// Every step gets its result: those that did not end by themselves, and what runs beside.
    pub(super) fn settle(&mut self) {
        // Whoever is not released will not be.
        if self.cause.is_some() {
            for action in self.scheduler.actions() {
                if let Action::Skip(index, reason) = action {
                    self.releaser.skip(index, reason, &mut self.steps);
                }
            }
        }
        for index in 0..self.steps.len() {
            let never_ran = self.never_ran(index);
            let step = &self.spec.steps[index];
            let lost =
                matches!(&self.cause, Some(Cause::Fatal(error)) if error.kind == Kind::PodLost);
            let tracked = &mut self.steps[index];
            if tracked.released.is_none() {
                if !tracked.reported {
                    self.releaser
                        .skip(index, "the run was stopped", &mut self.steps);
                }
                continue;
            }
            if tracked.ended_at.is_some() {
                continue;
            }
            if step.kind.is_background() {
                tracked.result(StepResult::Stopped);
                match self.gates[index] {
                    Gate::Shell => {
                        let _ = self.commands.send(Command::Size(index));
                    }
                    Gate::Annotation | Gate::Open => tracked.snapshot(),
                }
            } else {
                let words = self.cause.as_ref().map_or_else(String::new, Cause::killed);
                tracked.result(if lost {
                    StepResult::Error { message: words }
                } else {
                    StepResult::Killed { reason: words }
                });
                if self.gates[index] == Gate::Shell && !self.pod_gone {
                    let _ = self.commands.send(Command::Size(index));
                } else {
                    tracked.snapshot();
                }
            }
            if self.pod_gone || never_ran {
                tracked.give_up();
            }
        }
        if self.pod_gone {
            self.steps.iter_mut().for_each(Tracked::give_up);
        }
    }

    /// Waits until all output is out; true if a signal asked to leave at once.
    pub(super) async fn last_output(&mut self, signals: &mut UnboundedReceiver<i32>) -> bool {
        let limit = if self.cause.is_some() {
            self.options.grace.max(REASON)
        } else {
            LAST_OUTPUT
        };
        let mut end = Instant::now() + limit;
        let mut gave_up = false;
        let mut handed_on = self.feed.handed_on();
        let mut tick = interval(TICK);
        while self.steps.iter().any(|step| !step.reported) {
            self.release_helper();
            tokio::select! {
                Some(number) = signals.recv() => {
                    if self.signalled(number) {
                        return true;
                    }
                    // Whoever is asked to stop does not wait for a slow reader.
                    end = end.min(Instant::now() + REASON);
                }
                Some(message) = self.messages.recv() => {
                    let progress = matches!(message, Message::Reported(_));
                    let gone = matches!(message, Message::PodGone);
                    self.handle(message);
                    if gone {
                        // What was on the way has a moment to arrive.
                        end = end.min(Instant::now() + REASON);
                    }
                    if progress && self.cause.is_none() {
                        end = Instant::now() + limit;
                    }
                }
                () = sleep_until(end) => {
                    if gave_up {
                        break;
                    }
                    gave_up = true;
                    self.steps.iter_mut().for_each(Tracked::give_up);
                    end = Instant::now() + REASON;
                }
                _ = tick.tick() => {
                    self.look_at_timers();
                    // A slow line and a slow reader are waited for, as long as something moves.
                    let now = self.feed.handed_on();
                    if self.cause.is_none() && (now != handed_on || self.feed.is_held_up()) {
                        end = Instant::now() + limit;
                    }
                    handed_on = now;
                }
            }
        }
        false
    }

    /// How the run ended.
    pub(super) fn outcome(&mut self, abandoned: bool) -> Outcome {
        let background_runs = !self.deleting
            && self
                .steps
                .iter()
                .enumerate()
                .any(|(index, _)| self.scheduler.is_running(index));
        if background_runs {
            let _ = self.commands.send(Command::Bye);
        }
        let verdict = match self.cause.take() {
            Some(Cause::Signal(signal)) => Verdict::Interrupted { signal },
            Some(Cause::Timeout) => Verdict::TimedOut {
                limit: self.spec.timeout,
            },
            Some(Cause::Fatal(error)) => Verdict::Error {
                message: error.to_string(),
            },
            Some(Cause::FailFast) => Verdict::Failure,
            None if self.scheduler.has_failed() => Verdict::Failure,
            None => Verdict::Success,
        };
        Outcome {
            verdict,
            abandoned,
            background_runs,
        }
    }
}
