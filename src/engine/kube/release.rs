//! Opens the gates: the one place that knows how each kind of step is released and followed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kube::api::{DeleteParams, Patch, PatchParams};
use tokio::sync::mpsc::UnboundedSender;

use super::call::call_again;
use super::control::Command;
use super::feed::Feed;
use super::gate::{Gate, STATUS_VARIABLES, sets};
use super::message::Message;
use super::names::gate_annotation;
use super::podlog;
use super::steplog::{StepLog, Turns};
use super::tail::TailPool;
use super::target::Target;
use super::tracked::Tracked;
use crate::engine::event::{Event, StepResult};
use crate::engine::mask::Masker;
use crate::plan::spec::Spec;
use crate::plan::{RunState, status_env};

/// Time for the PATCH that opens a gate, retries included.
const OPEN: Duration = Duration::from_secs(60);

/// Releases steps.
pub(super) struct Releaser {
    pub(super) spec: Arc<Spec>,
    pub(super) target: Target,
    pub(super) feed: Feed,
    pub(super) masker: Masker,
    pub(super) pool: TailPool,
    pub(super) turns: Turns,
    pub(super) commands: UnboundedSender<Command>,
    pub(super) messages: UnboundedSender<Message>,
}

impl Releaser {
    /// Releases `indices` with the status of the pipeline as it is now.
    pub(super) fn release(
        &self,
        indices: &[usize],
        gates: &[Gate],
        failed: &[&str],
        steps: &mut [Tracked],
    ) {
        let status = self.status(failed, unix_time());
        let mut annotations = BTreeMap::new();
        for &index in indices {
            let ending = steps[index].release();
            let before = self.spec.steps[index]
                .depends_on
                .iter()
                .copied()
                .filter(|before| !self.spec.steps[*before].kind.is_background())
                .collect();
            let log = StepLog::new(
                index,
                self.feed.clone(),
                &self.masker,
                self.messages.clone(),
                self.turns.after(before),
                ending,
            );
            match gates[index] {
                Gate::Shell => {
                    let env = self.assignments(index, &status);
                    let file = status_file(&status);
                    let _ = self.commands.send(Command::Go {
                        step: index,
                        file,
                        env,
                    });
                    tokio::spawn(self.pool.clone().follow(index, log));
                }
                gate => {
                    if gate == Gate::Annotation {
                        annotations.extend(gate_values(index, &status));
                    }
                    let container = steps[index].container.clone();
                    tokio::spawn(podlog::follow(self.target.clone(), container, log));
                }
            }
        }
        if !annotations.is_empty() {
            // The Pod-wide ones are what `/run/drone/env` shows.
            annotations.extend(
                status
                    .iter()
                    .filter(|(name, _)| is_official(name))
                    .map(|(name, value)| (name.clone(), Some(value.clone()))),
            );
            self.patch("open the gate of a step", &annotations);
        }
    }

    /// Lets a step follow another one at once if that ends with 0: what [`Releaser::release`] does a round
    /// trip later finds it released.
    pub(super) fn release_after(&self, step: usize, next: usize, failed: &[&str]) {
        let then = unix_time();
        let status = self.status(failed, then);
        let _ = self.commands.send(Command::Next {
            step,
            next,
            then,
            file: status_file(&status),
            env: self.assignments(next, &status),
        });
    }

    fn status(&self, failed: &[&str], now: i64) -> Vec<(String, String)> {
        let failed: Vec<String> = failed.iter().map(|name| (*name).to_string()).collect();
        status_env(&RunState {
            pipeline: &self.spec.name,
            failed_steps: &failed,
            started: self.spec.started,
            now,
        })
    }

    /// Reports a step that will not run.
    pub(super) fn skip(&self, index: usize, reason: &str, steps: &mut [Tracked]) {
        steps[index].reported = true;
        self.turns.tell(index);
        self.feed.send(Event::StepEnded {
            step: index,
            result: StepResult::Skipped {
                reason: reason.to_string(),
            },
            duration: Duration::ZERO,
        });
    }

    /// Takes the annotations away again: a container whose record is lost is then not run twice.
    pub(super) fn close_gate(&self, index: usize, step: &mut Tracked) {
        if std::mem::replace(&mut step.closed, true) {
            return;
        }
        let annotations = STATUS_VARIABLES
            .iter()
            .map(|(_, suffix)| (gate_annotation(index, suffix), None))
            .collect();
        self.patch("close the gate of a step", &annotations);
    }

    /// Changes nothing that matters: the kubelet looks at the Pod again at once.
    pub(super) fn poke(&self) {
        let annotation = (
            "drone-k8s.io/poke".to_string(),
            Some(unix_time().to_string()),
        );
        self.patch("wake the kubelet", &BTreeMap::from([annotation]));
    }

    /// Asks the cluster to end the Pod: TERM to every container, then `grace`.
    pub(super) fn delete_pod(&self, grace: Duration) {
        let (pods, name) = (self.target.pods(), self.target.pod.clone());
        let grace = u32::try_from(grace.as_secs()).unwrap_or(u32::MAX);
        tokio::spawn(async move {
            let params = DeleteParams::default().grace_period(grace);
            // If this fails, the clean-up deletes the Pod a moment later.
            let _ = call_again("stop the Pod", OPEN, || pods.delete(&name, &params)).await;
        });
    }

    fn patch(&self, what: &'static str, annotations: &BTreeMap<String, Option<String>>) {
        let (pods, name, messages) = (
            self.target.pods(),
            self.target.pod.clone(),
            self.messages.clone(),
        );
        let patch: Patch<serde_json::Value> =
            Patch::Merge(serde_json::json!({ "metadata": { "annotations": annotations } }));
        tokio::spawn(async move {
            let params = PatchParams::default();
            let result =
                call_again(what, OPEN, || pods.patch_metadata(&name, &params, &patch)).await;
            if let Err(error) = result
                && what.starts_with("open")
            {
                let _ = messages.send(Message::Fatal(error));
            }
        });
    }

    /// The status as one line of shell; what the step's own environment sets stays as it is.
    fn assignments(&self, index: usize, status: &[(String, String)]) -> String {
        let step = &self.spec.steps[index];
        status
            .iter()
            .filter(|(name, _)| !sets(step, name))
            .fold("export".to_string(), |line, (name, value)| {
                line + " " + name + "=" + &quote(value)
            })
    }
}

/// What `/run/drone/env` shows, as the official runner writes it.
fn status_file(status: &[(String, String)]) -> String {
    status
        .iter()
        .filter(|(name, _)| is_official(name))
        .fold(String::new(), |file, (name, value)| {
            file + name + "=\"" + value + "\"\\n"
        })
}

/// The variables that the official runner puts into annotations.
fn is_official(name: &str) -> bool {
    name.starts_with("DRONE_") && (name.ends_with("_STATUS") || name.ends_with("_FINISHED"))
}

fn gate_values(
    index: usize,
    status: &[(String, String)],
) -> impl Iterator<Item = (String, Option<String>)> {
    STATUS_VARIABLES.iter().filter_map(move |(name, suffix)| {
        let value = status.iter().find(|(own, _)| own == name)?.1.clone();
        Some((gate_annotation(index, suffix), Some(value)))
    })
}

/// Single quotes; a line break or tab would end the command and cannot be part of it.
fn quote(value: &str) -> String {
    format!(
        "'{}'",
        value
            .replace(['\n', '\r', '\t'], " ")
            .replace('\'', r"'\''")
    )
}

fn unix_time() -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or_default()
}
