//! Drives a Pod that exists: releases steps, learns their ends, decides when it is over.

mod ahead;
mod observe;
mod stop;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep_until};

use super::control::{Command, control};
use super::feed::Feed;
use super::gate::Gate;
use super::message::Message;
use super::names::run_name;
use super::release::Releaser;
use super::run::RunOptions;
use super::status::{self, Seen};
use super::steplog::Turns;
use super::tail::TailPool;
use super::target::Target;
use super::tracked::Tracked;
use super::upload::upload;
use crate::engine::archive::Archive;
use crate::engine::error::{Error, Kind};
use crate::engine::event::{StepResult, Verdict};
use crate::engine::mask::Masker;
use crate::engine::scheduler::{Action, End, Scheduler};
use crate::plan::Hidden;
use crate::plan::spec::Spec;
use stop::Cause;

/// How long the container's own status may take to say more about a step that was killed.
const REASON: Duration = Duration::from_secs(3);
/// How often timers are looked at.
const TICK: Duration = Duration::from_millis(100);

/// How the driving ended.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) verdict: Verdict,
    /// A second signal asked to leave at once.
    pub(super) abandoned: bool,
    /// Services still run: they get a moment to end.
    pub(super) background_runs: bool,
}

impl Outcome {
    pub(super) fn failed(error: &Error) -> Self {
        Self {
            verdict: Verdict::Error {
                message: error.to_string(),
            },
            abandoned: false,
            background_runs: false,
        }
    }

    pub(super) fn interrupted(&self) -> bool {
        matches!(self.verdict, Verdict::Interrupted { .. })
    }
}

/// The state of a run while its Pod exists.
pub(super) struct Driver<'a> {
    spec: &'a Arc<Spec>,
    target: Target,
    options: &'a RunOptions,
    gates: Vec<Gate>,
    feed: Feed,
    scheduler: Scheduler<'a>,
    steps: Vec<Tracked>,
    messages: UnboundedReceiver<Message>,
    sender: UnboundedSender<Message>,
    commands: UnboundedSender<Command>,
    releaser: Releaser,
    /// What the helper was told to release behind each step.
    ahead: Vec<Option<usize>>,
    tasks: JoinSet<()>,
    archive: Option<Arc<Archive>>,
    helper_up: bool,
    uploaded: bool,
    cause: Option<Cause>,
    /// When the run began to be stopped.
    cancelled: Option<Instant>,
    /// When what still runs after a [`Cause`] is killed.
    kill_at: Option<Instant>,
    /// We asked for the Pod's end ourselves.
    deleting: bool,
    helper_released: bool,
    pod_gone: bool,
    /// A trouble that may pass, and since when.
    trouble: Option<(String, Instant)>,
    unscheduled_since: Option<Instant>,
    said: Vec<String>,
    signalled: bool,
}

impl<'a> Driver<'a> {
    #[allow(
        clippy::too_many_arguments,
        reason = "called once, with all parts of a run"
    )]
    pub(super) fn new(
        spec: &'a Arc<Spec>,
        target: Target,
        options: &'a RunOptions,
        gates: Vec<Gate>,
        feed: Feed,
        sender: UnboundedSender<Message>,
        messages: UnboundedReceiver<Message>,
        mut tasks: JoinSet<()>,
        exec: bool,
    ) -> Result<Self, Error> {
        let hidden = spec.hidden();
        let masker = Masker::new(hidden.iter().map(|hidden| hidden.value.expose()))
            .map_err(|error| Error::new(Kind::Rejected, error.to_string()))?;
        warn_unmasked(&hidden, &masker, &feed);
        let (commands, receiver) = unbounded_channel();
        if exec {
            tasks.spawn(control(
                target.clone(),
                spec.steps.len(),
                receiver,
                sender.clone(),
            ));
        }
        let pool = TailPool::new(target.clone(), run_name());
        Ok(Self {
            spec,
            options,
            scheduler: Scheduler::new(&spec.steps),
            steps: spec
                .steps
                .iter()
                .enumerate()
                .map(|(i, s)| Tracked::new(i, s))
                .collect(),
            messages,
            releaser: Releaser {
                spec: Arc::clone(spec),
                target: target.clone(),
                feed: feed.clone(),
                masker,
                pool,
                turns: Turns::new(spec.steps.len()),
                commands: commands.clone(),
                messages: sender.clone(),
            },
            sender,
            commands,
            ahead: vec![None; spec.steps.len()],
            tasks,
            target,
            gates,
            feed,
            archive: None,
            helper_up: false,
            uploaded: false,
            cause: None,
            cancelled: None,
            kill_at: None,
            deleting: false,
            helper_released: false,
            pod_gone: false,
            trouble: None,
            unscheduled_since: None,
            said: Vec::new(),
            signalled: false,
        })
    }

    /// Runs until the pipeline is over and its output is out.
    pub(super) async fn drive(&mut self, signals: &mut UnboundedReceiver<i32>) -> Outcome {
        let end_of_time = Instant::now() + self.spec.timeout;
        let mut tick = interval(TICK);
        loop {
            self.send_tree();
            self.release_helper();
            if self.uploaded {
                self.advance();
                self.look_ahead();
            }
            if self.is_over() {
                break;
            }
            tokio::select! {
                biased;
                Some(number) = signals.recv() => if self.signalled(number) {
                    return self.outcome(true);
                },
                Some(message) = self.messages.recv() => self.handle(message),
                () = sleep_until(end_of_time), if self.cause.is_none() => self.cancel(Cause::Timeout),
                _ = tick.tick() => self.look_at_timers(),
            }
        }
        self.settle();
        let abandoned = self.last_output(signals).await;
        self.outcome(abandoned)
    }

    /// Sends the working tree as soon as it is packed and there is somebody to take it.
    fn send_tree(&mut self) {
        if !self.helper_up {
            return;
        }
        if let Some(archive) = self.archive.take() {
            self.tasks.spawn(upload(
                self.target.clone(),
                archive,
                self.feed.clone(),
                self.sender.clone(),
            ));
        }
    }

    /// Releases and skips whatever the schedule says.
    fn advance(&mut self) {
        let actions = self.scheduler.actions();
        let mut released = Vec::new();
        for action in actions {
            match action {
                Action::Start(index) => released.push(index),
                Action::Skip(index, reason) => self.releaser.skip(index, reason, &mut self.steps),
                Action::Stop(index) => self.stop(index),
            }
        }
        if released.is_empty() {
            return;
        }
        let failed = self.scheduler.failed_steps();
        self.releaser
            .release(&released, &self.gates, &failed, &mut self.steps);
        for index in released {
            self.settle_early_end(index);
        }
    }

    /// A container that starts with the Pod can end before its turn: an image without a shell.
    fn settle_early_end(&mut self, index: usize) {
        if let Some(seen @ Seen::Ended { .. }) = self.steps[index].seen.clone() {
            self.container_changed(index, &seen);
        }
    }

    /// Nothing more to wait for.
    fn is_over(&self) -> bool {
        let running = self.steps.iter().enumerate().any(|(index, step)| {
            self.scheduler.is_running(index)
                && !self.spec.steps[step.index].kind.is_background()
                && !self.never_ran(index)
        });
        match &self.cause {
            None => self.uploaded && self.scheduler.is_finished(),
            Some(_) => {
                !running || self.pod_gone || self.kill_at.is_some_and(|at| Instant::now() >= at)
            }
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Pod(pod) => self.pod_changed(&pod),
            Message::PodGone => {
                self.pod_gone = true;
                if !self.deleting {
                    self.cancel(Cause::Fatal(status::deleted()));
                }
            }
            Message::Event(event) => self.cluster_event(&event),
            Message::HelperReady => {
                if !self.helper_up {
                    self.helper_up = true;
                    self.tasks.spawn(self.releaser.pool.clone().warm_up());
                }
            }
            Message::Packed(packed) => match *packed {
                Ok(archive) => self.archive = Some(Arc::new(archive)),
                Err(error) => self.cancel(Cause::Fatal(error)),
            },
            Message::Uploaded => self.uploaded = true,
            Message::Exited { step, code, next } => {
                self.step_ended(step, code);
                self.went_on(code, next);
                if self.steps[step].needs_reason(code) {
                    self.steps[step].hold = Some(Instant::now() + REASON);
                    self.report_if_reason_known(step);
                } else {
                    self.report(step, code, None);
                }
            }
            Message::Died { step, size } => {
                self.steps[step].size(size);
                if let Some(Seen::Ended {
                    code,
                    reason,
                    message,
                }) = self.steps[step].seen.clone()
                {
                    let reason =
                        status::end_reason(&self.spec.steps[step], code, &reason, &message)
                            .or_else(|| status::last_words(&message));
                    self.step_ended(step, code);
                    self.report(step, code, reason);
                }
            }
            Message::Size { step, size } => self.steps[step].size(size),
            Message::Reported(step) => self.steps[step].reported = true,
            Message::Fatal(error) => self.cancel(Cause::Fatal(error)),
        }
    }

    fn step_ended(&mut self, index: usize, code: i32) {
        self.steps[index].ended_at.get_or_insert_with(Instant::now);
        let end = if self.steps[index].stopping {
            End::Stopped
        } else {
            End::Exited(code)
        };
        if !self.scheduler.is_running(index) {
            return;
        }
        let stops = self.scheduler.ended(index, end);
        if !stops.is_empty() {
            self.cancel(Cause::FailFast);
        }
    }

    /// Reports the end of a step once its output is out.
    fn report(&mut self, index: usize, code: i32, reason: Option<String>) {
        let step = &self.spec.steps[index];
        let tracked = &mut self.steps[index];
        tracked.hold = None;
        let result = match &self.cause {
            Some(cause) if tracked.stopping => StepResult::Killed {
                reason: cause.killed(),
            },
            _ => StepResult::Exited {
                code,
                reason,
                ignored: step.failure == crate::plan::spec::Failure::Ignore
                    && !matches!(code, 0 | 78),
            },
        };
        tracked.result(result);
    }

    fn report_if_reason_known(&mut self, index: usize) {
        let Some(Seen::Ended {
            code,
            reason,
            message,
        }) = self.steps[index].seen.clone()
        else {
            return;
        };
        if self.steps[index].hold.is_some() {
            let reason = status::end_reason(&self.spec.steps[index], code, &reason, &message);
            self.report(index, code, reason);
        }
    }
}

/// Values that would be found everywhere in the output cannot be hidden.
fn warn_unmasked(hidden: &[Hidden], masker: &Masker, feed: &Feed) {
    for index in masker.unmasked() {
        if let Some(Hidden { what, .. }) = hidden.get(*index) {
            feed.warn(format!("{what} is too short to be masked in the output"));
        }
    }
}
