//! Drives a Pod that exists: releases steps, learns their ends, decides when it is over.

use std::sync::Arc;
use std::time::Duration;

use k8s_openapi::api::core::v1::Pod;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep_until};

use super::container::HELPER;
use super::control::{Command, control};
use super::feed::Feed;
use super::gate::Gate;
use super::message::{ClusterEvent, Message};
use super::names::run_name;
use super::release::Releaser;
use super::run::RunOptions;
use super::status::{self, Seen, Trouble};
use super::steplog::Turns;
use super::tail::TailPool;
use super::target::Target;
use super::tracked::Tracked;
use super::upload::upload;
use crate::engine::archive::Archive;
use crate::engine::error::{Error, Kind};
use crate::engine::event::{Event, StepResult, Verdict};
use crate::engine::mask::Masker;
use crate::engine::scheduler::{Action, End, Scheduler};
use crate::plan::spec::Spec;

/// How long the container's own status may take to say more about a step that was killed.
const REASON: Duration = Duration::from_secs(3);
/// How long output may stand still once every step has ended.
const LAST_OUTPUT: Duration = Duration::from_secs(60);
/// How often timers are looked at.
const TICK: Duration = Duration::from_millis(100);

/// Why a run is stopped before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    Signal(i32),
    Timeout,
    FailFast,
    Fatal(Error),
}

impl Cause {
    fn killed(&self) -> String {
        match self {
            Self::Signal(_) => "the run was interrupted".to_string(),
            Self::Timeout => "the time of the pipeline was over".to_string(),
            Self::FailFast => "a step with `failure: fast` failed".to_string(),
            Self::Fatal(error) => error.message.clone(),
        }
    }
}

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
        let masker = Masker::new(
            spec.secrets
                .values()
                .map(crate::plan::spec::SecretText::expose),
        )
        .map_err(|error| Error::new(Kind::Rejected, error.to_string()))?;
        warn_unmasked(spec, &masker, &feed);
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

    /// The kubelet tells the ends of containers only when all of them have ended: the helper must not
    /// hold up a Pod that we delete once no shell step needs it any more.
    fn release_helper(&mut self) {
        let needed = self.steps.iter().enumerate().any(|(index, step)| {
            self.gates[index] == Gate::Shell && step.released.is_some() && !step.reported
        });
        if self.deleting && !needed && !std::mem::replace(&mut self.helper_released, true) {
            let _ = self.commands.send(Command::Bye);
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

    /// The run is being stopped and the container of this step, which the kubelet was asked to make,
    /// has not been seen running: it hangs in a pull, and there is nothing to wait for.
    fn never_ran(&self, index: usize) -> bool {
        self.gates[index] != Gate::Shell
            && !matches!(
                self.steps[index].seen,
                Some(Seen::Running | Seen::Ended { .. })
            )
            && self.cancelled.is_some_and(|at| at.elapsed() >= REASON)
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
            Message::Exited { step, code } => {
                self.step_ended(step, code);
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

    fn pod_changed(&mut self, pod: &Pod) {
        if !self.deleting {
            let helper = status::container(pod, HELPER);
            let helper_ended = matches!(helper, Some(Seen::Ended { .. }));
            if let Some(error) = status::pod_lost(pod, helper_ended) {
                self.cancel(Cause::Fatal(error));
            }
            if let Some(Seen::Waiting { reason, message }) = &helper {
                let image = &self.options.helper_image;
                self.judge(status::judge_waiting(
                    "(the helper)",
                    image,
                    reason,
                    message,
                ));
            }
            match status::unschedulable(pod) {
                Some(why) => {
                    self.unscheduled_since.get_or_insert_with(Instant::now);
                    self.say_once(format!("no node takes the Pod yet: {why}"));
                }
                None => self.unscheduled_since = None,
            }
        }
        for index in 0..self.steps.len() {
            let Some(seen) = status::container(pod, &self.steps[index].container) else {
                continue;
            };
            if self.steps[index].seen.as_ref() != Some(&seen) {
                self.steps[index].seen = Some(seen.clone());
                self.container_changed(index, &seen);
            }
        }
    }

    fn container_changed(&mut self, index: usize, seen: &Seen) {
        let gate = self.gates[index];
        let released = self.steps[index].released.is_some();
        match seen {
            Seen::Waiting { reason, message } if self.cause.is_none() => {
                let step = &self.spec.steps[index];
                self.judge(status::judge_waiting(
                    &step.name,
                    &step.image,
                    reason,
                    message,
                ));
            }
            Seen::Waiting { .. } => {}
            Seen::Running => {
                if gate == Gate::Annotation && released {
                    self.releaser.close_gate(index, &mut self.steps[index]);
                }
            }
            Seen::Ended {
                code,
                reason,
                message,
            } => {
                if !released {
                    return;
                }
                if gate == Gate::Shell {
                    self.shell_container_ended(index, reason);
                    return;
                }
                if gate == Gate::Annotation {
                    self.releaser.close_gate(index, &mut self.steps[index]);
                }
                self.steps[index].over();
                let reason = status::end_reason(&self.spec.steps[index], *code, reason, message);
                self.step_ended(index, *code);
                self.report(index, *code, reason);
            }
        }
    }

    /// The end of a shell step is an event of its preamble; the container's status says the rest.
    fn shell_container_ended(&mut self, index: usize, reason: &str) {
        if self.steps[index].ended_at.is_none() {
            if !self.steps[index].asked {
                self.steps[index].asked = true;
                let _ = self.commands.send(Command::Dead(index));
            }
        } else if self.steps[index].hold.is_some() {
            self.report_if_reason_known(index);
        } else if reason == "OOMKilled" {
            self.say_once(format!(
                "step {}: a process was killed because the memory limit was reached",
                self.spec.steps[index].name
            ));
        }
    }

    fn cluster_event(&mut self, event: &ClusterEvent) {
        let named = event.container.as_ref().and_then(|container| {
            self.steps
                .iter()
                .position(|step| &step.container == container)
        });
        let (name, image) = match named {
            Some(index) => (
                self.spec.steps[index].name.clone(),
                self.spec.steps[index].image.clone(),
            ),
            None => (
                "(the helper)".to_string(),
                self.options.helper_image.clone(),
            ),
        };
        match event.reason.as_str() {
            "Pulling" => self.feed.send(Event::Waiting {
                message: format!("pulling {image} for step {name}"),
            }),
            // The kubelet's caches fill while the Pod starts: said once, over a moment later.
            "FailedMount" if event.message.contains("failed to sync") => {}
            "FailedMount" | "FailedAttachVolume" | "FailedCreatePodSandBox" => {
                self.say_once(format!("the cluster says: {}", event.message));
            }
            _ if self.cause.is_none() && event.container.is_some() => {
                self.judge(status::judge_event(event, &name, &image));
            }
            _ => {}
        }
    }

    fn judge(&mut self, trouble: Trouble) {
        match trouble {
            Trouble::None => {}
            Trouble::Retry => self.releaser.poke(),
            Trouble::Passing(words) => {
                let since = self
                    .trouble
                    .as_ref()
                    .map_or_else(Instant::now, |(_, since)| *since);
                self.say_once(words.clone());
                self.trouble = Some((words, since));
            }
            Trouble::Lasting(error) => self.cancel(Cause::Fatal(error)),
        }
    }

    fn say_once(&mut self, words: String) {
        if !self.said.contains(&words) {
            self.feed.warn(words.clone());
            self.said.push(words);
        }
    }

    fn look_at_timers(&mut self) {
        let now = Instant::now();
        for index in 0..self.steps.len() {
            if self.steps[index].hold.is_some_and(|until| now >= until) {
                let reason = status::end_reason(&self.spec.steps[index], 137, "", "");
                self.report(index, 137, reason);
            }
        }
        if self.cause.is_some() {
            return;
        }
        // A trouble that is over shows in every container being made or at its gate.
        let troubled = self.steps.iter().any(Tracked::is_troubled);
        if !troubled && self.helper_up {
            self.trouble = None;
        }
        if let Some((words, since)) = &self.trouble
            && since.elapsed() >= self.options.pull_timeout
        {
            let message = format!("{words} (for {} s)", self.options.pull_timeout.as_secs());
            self.cancel(Cause::Fatal(Error::new(Kind::Image, message)));
        } else if self
            .unscheduled_since
            .is_some_and(|since| since.elapsed() >= self.options.schedule_timeout)
        {
            let why = self
                .said
                .iter()
                .rfind(|words| words.starts_with("no node"))
                .cloned();
            self.cancel(Cause::Fatal(
                Error::new(Kind::Unschedulable, why.unwrap_or_default()).hint(
                    "check node_selector, tolerations and resources of the pipeline; see                      --schedule-timeout",
                ),
            ));
        }
    }

    /// A signal came; true if it is the second one, which leaves at once.
    fn signalled(&mut self, number: i32) -> bool {
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
    fn cancel(&mut self, cause: Cause) {
        // The first cause is the true one; only a signal is worth saying over a slow end.
        if self.cause.is_some() {
            return;
        }
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

    fn stop(&mut self, index: usize) {
        self.steps[index].stopping = true;
        if self.gates[index] == Gate::Shell {
            let _ = self.commands.send(Command::Stop(index));
        }
    }

    /// Every step gets its result: those that did not end by themselves, and what runs beside.
    fn settle(&mut self) {
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
    async fn last_output(&mut self, signals: &mut UnboundedReceiver<i32>) -> bool {
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

    fn outcome(&mut self, abandoned: bool) -> Outcome {
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

/// Values that would be found everywhere in the output cannot be hidden.
fn warn_unmasked(spec: &Spec, masker: &Masker, feed: &Feed) {
    let names: Vec<&String> = spec.secrets.keys().collect();
    for index in masker.unmasked() {
        if let Some(name) = names.get(*index) {
            feed.warn(format!(
                "secret {name} is too short to be masked in the output"
            ));
        }
    }
}
