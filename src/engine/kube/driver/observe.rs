//! What the cluster says of the Pod and its containers, and what follows from it.

use k8s_openapi::api::core::v1::Pod;
use tokio::time::Instant;

use super::Driver;
use super::stop::Cause;
use crate::engine::error::{Error, Kind};
use crate::engine::event::Event;
use crate::engine::kube::container::HELPER;
use crate::engine::kube::control::Command;
use crate::engine::kube::gate::Gate;
use crate::engine::kube::message::ClusterEvent;
use crate::engine::kube::pulling::Pulled;
use crate::engine::kube::status::{self, Seen, Trouble};
use crate::engine::kube::tracked::Tracked;
use crate::plan::image::repository;
use crate::plan::spec::Spec;
use crate::plan::{covers, registries_in};

impl<'a> Driver<'a> {
    /// The image of a step, or of the helper.
    fn pulled(&self, step: Option<usize>) -> Pulled<'a> {
        let spec: &'a Spec = self.spec;
        let (step, image) = match step.and_then(|index| spec.steps.get(index)) {
            Some(step) => (step.name.as_str(), step.image.as_str()),
            None => ("(the helper)", self.options.helper_image.as_str()),
        };
        let given = spec.pull_secrets.iter().flat_map(registries_in);
        let given = given
            .into_iter()
            .any(|key| covers(&key, &repository(image)));
        let own = spec.logins.iter().find(|login| login.is_for(image));
        let login = match own {
            _ if given => Some("image_pull_secrets".to_owned()),
            own => own.map(|login| login.source.clone()),
        };
        Pulled { step, image, login }
    }
}

impl Driver<'_> {
    pub(super) fn pod_changed(&mut self, pod: &Pod) {
        if !self.deleting {
            let helper = status::container(pod, HELPER);
            let helper_ended = matches!(helper, Some(Seen::Ended { .. }));
            if let Some(error) = status::pod_lost(pod, helper_ended) {
                self.cancel(Cause::Fatal(error));
            }
            if let Some(Seen::Waiting { reason, message }) = &helper {
                let pulled = self.pulled(None);
                self.judge(status::judge_waiting(&pulled, reason, message));
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

    pub(super) fn container_changed(&mut self, index: usize, seen: &Seen) {
        let gate = self.gates[index];
        let released = self.steps[index].released.is_some();
        match seen {
            Seen::Waiting { reason, message } if self.cause.is_none() => {
                let pulled = self.pulled(Some(index));
                self.judge(status::judge_waiting(&pulled, reason, message));
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

    pub(super) fn cluster_event(&mut self, event: &ClusterEvent) {
        let named = event.container.as_ref().and_then(|container| {
            self.steps
                .iter()
                .position(|step| &step.container == container)
        });
        let pulled = self.pulled(named);
        match event.reason.as_str() {
            "Pulling" => self.feed.send(Event::Waiting {
                message: format!("pulling {} for step {}", pulled.image, pulled.step),
            }),
            // The kubelet's caches fill while the Pod starts: said once, over a moment later.
            "FailedMount" if event.message.contains("failed to sync") => {}
            "FailedMount" | "FailedAttachVolume" | "FailedCreatePodSandBox" => {
                self.say_once(format!("the cluster says: {}", event.message));
            }
            _ if self.cause.is_none() && event.container.is_some() => {
                self.judge(status::judge_event(event, &pulled));
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

    pub(super) fn say_once(&mut self, words: String) {
        if !self.said.contains(&words) {
            self.feed.warn(words.clone());
            self.said.push(words);
        }
    }

    pub(super) fn look_at_timers(&mut self) {
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
}
