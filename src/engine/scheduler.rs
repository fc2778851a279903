//! Which step may start now: Drone's rules over the dependency graph, without any I/O.
//!
//! "Failed" is one flag for the whole pipeline, as in the official runner: any failure that is not
//! ignored turns steps that run on success into skipped ones, in every branch of the graph.

use crate::plan::spec::{Failure, Kind, Policy, Step};

/// What the driver should do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Release this step.
    Start(usize),
    /// Report this step as skipped, for this reason.
    Skip(usize, &'static str),
    /// Stop this step: `failure: fast` of another one.
    Stop(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Pending,
    Running,
    Done,
}

/// How a step's own process ended, as far as the schedule is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this exit code (a container that was killed for memory counts as 137).
    Exited(i32),
    /// It was stopped on our request.
    Stopped,
}

/// Exit code by which a step ends the pipeline early as a success.
const SKIP_REST: i32 = 78;

/// The state of the graph.
#[derive(Clone)]
pub struct Scheduler<'a> {
    steps: &'a [Step],
    states: Vec<State>,
    failed: Vec<usize>,
    skip_rest: bool,
    stopping: bool,
}

impl<'a> Scheduler<'a> {
    /// All steps pending.
    pub fn new(steps: &'a [Step]) -> Self {
        Self {
            steps,
            states: vec![State::Pending; steps.len()],
            failed: Vec::new(),
            skip_rest: false,
            stopping: false,
        }
    }

    /// Everything that can be done now; call again after each [`Self::ended`].
    pub fn actions(&mut self) -> Vec<Action> {
        let mut actions = Vec::new();
        // A skipped step, or one in the background, makes others ready: repeat until quiet.
        while let Some(index) = self.next_ready() {
            if let Some(reason) = self.reason_to_skip(&self.steps[index]) {
                self.states[index] = State::Done;
                actions.push(Action::Skip(index, reason));
            } else {
                self.states[index] = State::Running;
                actions.push(Action::Start(index));
            }
        }
        actions
    }

    /// Notes the end of a step.
    pub fn ended(&mut self, index: usize, end: End) -> Vec<Action> {
        let was_running = self.states[index] == State::Running;
        self.states[index] = State::Done;
        let step = &self.steps[index];
        if !was_running || step.kind.is_background() {
            return Vec::new();
        }
        match end {
            End::Exited(0) | End::Stopped => Vec::new(),
            End::Exited(SKIP_REST) => {
                self.skip_rest = true;
                Vec::new()
            }
            End::Exited(_) if step.failure == Failure::Ignore => Vec::new(),
            End::Exited(_) => {
                self.failed.push(index);
                if step.failure == Failure::Fast {
                    self.stop_all()
                } else {
                    Vec::new()
                }
            }
        }
    }

    /// Nothing is started any more; gives the steps that run and must be stopped.
    pub fn stop_all(&mut self) -> Vec<Action> {
        self.stopping = true;
        (0..self.steps.len())
            .filter(|index| self.is_running(*index) && !self.steps[*index].kind.is_background())
            .map(Action::Stop)
            .collect()
    }

    /// Whether every step that the pipeline waits for is over.
    pub fn is_finished(&self) -> bool {
        self.steps.iter().zip(&self.states).all(|(step, state)| {
            *state == State::Done || (*state == State::Running && step.kind.is_background())
        })
    }

    /// Whether a step (or service) was started and has not ended.
    pub fn is_running(&self, index: usize) -> bool {
        self.states[index] == State::Running
    }

    /// The only step that runs, services and detached steps aside; none if there are others or none.
    pub fn only_running(&self) -> Option<usize> {
        let mut running = (0..self.steps.len())
            .filter(|&index| self.is_running(index) && !self.steps[index].kind.is_background());
        let only = running.next()?;
        running.next().is_none().then_some(only)
    }

    /// Notes that a step was started although nobody asked for it any more.
    pub fn started(&mut self, index: usize) {
        if self.states[index] == State::Pending {
            self.states[index] = State::Running;
        }
    }

    /// Whether the pipeline has failed so far.
    pub fn has_failed(&self) -> bool {
        !self.failed.is_empty()
    }

    /// Names of the steps whose failure counts, in the order in which they failed.
    pub fn failed_steps(&self) -> Vec<&'a str> {
        self.failed
            .iter()
            .map(|index| self.steps[*index].name.as_str())
            .collect()
    }

    fn next_ready(&self) -> Option<usize> {
        (0..self.steps.len()).find(|index| {
            self.states[*index] == State::Pending
                && self.steps[*index]
                    .depends_on
                    .iter()
                    .all(|dependency| self.is_over(*dependency))
        })
    }

    fn is_over(&self, index: usize) -> bool {
        match self.states[index] {
            State::Done => true,
            State::Running => self.steps[index].kind != Kind::Step,
            State::Pending => false,
        }
    }

    fn reason_to_skip(&self, step: &Step) -> Option<&'static str> {
        if self.stopping {
            return Some("the run was stopped");
        }
        match step.policy {
            Policy::OnFailure if self.failed.is_empty() => Some("it runs on failure only"),
            Policy::OnSuccess if !self.failed.is_empty() => Some("an earlier step failed"),
            Policy::OnSuccess if self.skip_rest => {
                Some("an earlier step ended the pipeline with code 78")
            }
            Policy::Always | Policy::OnFailure | Policy::OnSuccess => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, End, Scheduler};
    use crate::plan::spec::{Failure, Kind, Policy, Pull, Resources, Run, Step};

    fn step(name: &str, depends_on: &[usize]) -> Step {
        Step {
            name: name.to_string(),
            kind: Kind::Step,
            image: "busybox".to_string(),
            pull: Pull::IfNotExists,
            run: Run::Script(String::new()),
            env: Vec::new(),
            working_dir: None,
            depends_on: depends_on.to_vec(),
            policy: Policy::OnSuccess,
            failure: Failure::Fail,
            mounts: Vec::new(),
            privileged: false,
            user: None,
            group: None,
            limits: Resources::default(),
            requests: Resources::default(),
        }
    }

    fn always(name: &str, depends_on: &[usize]) -> Step {
        Step {
            policy: Policy::Always,
            ..step(name, depends_on)
        }
    }

    #[test]
    fn a_chain_runs_in_order() {
        let steps = [step("a", &[]), step("b", &[0])];
        let mut scheduler = Scheduler::new(&steps);
        assert_eq!(scheduler.actions(), [Action::Start(0)]);
        assert!(scheduler.actions().is_empty());
        scheduler.ended(0, End::Exited(0));
        assert_eq!(scheduler.actions(), [Action::Start(1)]);
        scheduler.ended(1, End::Exited(0));
        assert!(scheduler.is_finished() && !scheduler.has_failed());
    }

    #[test]
    fn a_failure_skips_what_runs_on_success_and_starts_what_runs_on_failure() {
        let steps = [
            step("a", &[]),
            step("b", &[0]),
            Step {
                policy: Policy::OnFailure,
                ..step("c", &[1])
            },
            always("d", &[2]),
        ];
        let mut scheduler = Scheduler::new(&steps);
        scheduler.actions();
        scheduler.ended(0, End::Exited(2));
        assert_eq!(
            scheduler.actions(),
            [Action::Skip(1, "an earlier step failed"), Action::Start(2)]
        );
        scheduler.ended(2, End::Exited(0));
        assert_eq!(scheduler.actions(), [Action::Start(3)]);
        assert_eq!(scheduler.failed_steps(), ["a"]);
    }

    #[test]
    fn a_failure_reaches_other_branches() {
        let steps = [step("a", &[]), step("b", &[]), step("c", &[1])];
        let mut scheduler = Scheduler::new(&steps);
        assert_eq!(scheduler.actions().len(), 2);
        scheduler.ended(0, End::Exited(1));
        scheduler.ended(1, End::Exited(0));
        assert_eq!(
            scheduler.actions(),
            [Action::Skip(2, "an earlier step failed")]
        );
    }

    #[test]
    fn an_ignored_failure_is_none() {
        let steps = [
            Step {
                failure: Failure::Ignore,
                ..step("a", &[])
            },
            step("b", &[0]),
        ];
        let mut scheduler = Scheduler::new(&steps);
        scheduler.actions();
        scheduler.ended(0, End::Exited(1));
        assert_eq!(scheduler.actions(), [Action::Start(1)]);
        assert!(!scheduler.has_failed());
    }

    #[test]
    fn code_78_skips_the_rest_but_not_what_always_runs() {
        let steps = [step("a", &[]), step("b", &[0]), always("c", &[1])];
        let mut scheduler = Scheduler::new(&steps);
        scheduler.actions();
        scheduler.ended(0, End::Exited(78));
        assert_eq!(
            scheduler.actions(),
            [
                Action::Skip(1, "an earlier step ended the pipeline with code 78"),
                Action::Start(2)
            ]
        );
        assert!(!scheduler.has_failed());
    }

    #[test]
    fn services_count_as_done_once_they_are_started_and_never_fail_the_run() {
        let steps = [
            Step {
                kind: Kind::Service,
                ..step("db", &[])
            },
            step("a", &[0]),
        ];
        let mut scheduler = Scheduler::new(&steps);
        assert_eq!(scheduler.actions(), [Action::Start(0), Action::Start(1)]);
        scheduler.ended(0, End::Exited(3));
        scheduler.ended(1, End::Exited(0));
        assert!(scheduler.is_finished() && !scheduler.has_failed());
    }

    #[test]
    fn fail_fast_stops_what_runs_and_starts_nothing_more() {
        let steps = [
            Step {
                failure: Failure::Fast,
                ..step("a", &[])
            },
            step("b", &[]),
            always("c", &[0]),
        ];
        let mut scheduler = Scheduler::new(&steps);
        scheduler.actions();
        assert_eq!(scheduler.ended(0, End::Exited(1)), [Action::Stop(1)]);
        assert_eq!(
            scheduler.actions(),
            [Action::Skip(2, "the run was stopped")]
        );
        assert!(!scheduler.is_finished());
        scheduler.ended(1, End::Stopped);
        assert!(scheduler.is_finished() && scheduler.has_failed());
    }
}
