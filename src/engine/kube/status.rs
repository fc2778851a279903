//! What the status of a Pod means for a person: pure functions over API objects.

use k8s_openapi::api::core::v1::{ContainerState, ContainerStatus, Pod};

use super::gate::GATE_VARIABLE;
use super::message::ClusterEvent;
use super::pulling::{self, Pulled, last_cause};
use crate::engine::error::{Error, Kind};
use crate::plan::spec::{Resources, Step};

/// The state of one container as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// Not made yet, for this reason (may be empty) and in these words.
    Waiting { reason: String, message: String },
    /// Runs.
    Running,
    /// Has ended.
    Ended {
        code: i32,
        reason: String,
        message: String,
    },
}

/// Reads the state of a container by name.
pub(super) fn container(pod: &Pod, name: &str) -> Option<Seen> {
    let statuses = pod.status.as_ref()?.container_statuses.as_ref()?;
    let status = statuses.iter().find(|status| status.name == name)?;
    state(status)
}

fn state(status: &ContainerStatus) -> Option<Seen> {
    let ContainerState {
        waiting,
        running,
        terminated,
    } = status.state.as_ref()?;
    if let Some(end) = terminated {
        return Some(Seen::Ended {
            code: end.exit_code,
            reason: end.reason.clone().unwrap_or_default(),
            message: end.message.clone().unwrap_or_default(),
        });
    }
    if running.is_some() {
        return Some(Seen::Running);
    }
    let waiting = waiting.as_ref()?;
    Some(Seen::Waiting {
        reason: waiting.reason.clone().unwrap_or_default(),
        message: waiting.message.clone().unwrap_or_default(),
    })
}

/// What to make of a container that is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing is wrong: it is being made, or waits at our gate.
    None,
    /// It may pass: the words, for the person, until `--pull-timeout` is over.
    Passing(String),
    /// It passes as soon as the kubelet tries again, which it does at once when the Pod changes.
    Retry,
    /// It will not pass.
    Lasting(Error),
}

/// Judges why a container is not made.
pub(super) fn judge_waiting(pulled: &Pulled<'_>, reason: &str, message: &str) -> Trouble {
    let step = pulled.step;
    let text = message.trim();
    match reason {
        "" | "ContainerCreating" | "PodInitializing" => Trouble::None,
        "CreateContainerConfigError" if text.contains(GATE_VARIABLE) => Trouble::None,
        // Our helper and the kubelet made a control folder in the same instant.
        "CreateContainerConfigError" if text.contains("failed to create subPath directory") => {
            Trouble::Retry
        }
        "CreateContainerConfigError"
            if text.contains("failed to sync") || text.contains("have not yet been read") =>
        {
            Trouble::Passing(format!("step {step}: {text}"))
        }
        "CreateContainerConfigError" | "RunContainerError" => Trouble::Lasting(Error::new(
            Kind::Container,
            format!("the container of step {step} cannot be made: {text}"),
        )),
        "CreateContainerError" => Trouble::Passing(format!(
            "the container of step {step} cannot be made: {text}"
        )),
        "InvalidImageName"
        | "ErrImageNeverPull"
        | "ImageInspectError"
        | "SignatureValidationFailed" => Trouble::Lasting(pulling::error(pulled, text)),
        "ErrImagePull" | "ImagePullBackOff" | "RegistryUnavailable" => pulling::judge(pulled, text),
        other => Trouble::Passing(format!("step {step} waits: {other}: {text}")),
    }
}

/// Judges an event: while the kubelet pulls, events are the only thing it says.
pub(super) fn judge_event(event: &ClusterEvent, pulled: &Pulled<'_>) -> Trouble {
    if !event.warning {
        return Trouble::None;
    }
    match event.reason.as_str() {
        "Failed" if event.message.starts_with("Failed to pull") => {
            pulling::judge(pulled, &event.message)
        }
        "InspectFailed" => Trouble::Lasting(pulling::error(pulled, &event.message)),
        _ => Trouble::None,
    }
}

/// The Pod went without our doing.
pub(super) fn deleted() -> Error {
    Error::new(Kind::PodLost, "somebody deleted the Pod while it ran").hint(
        "the cluster itself does so when this machine slept or was cut off for longer than the \
         lease: see --lease",
    )
}

/// The Pod is over although the pipeline is not: evicted, out of time, deleted, rejected by the node.
pub(super) fn pod_lost(pod: &Pod, helper_ended: bool) -> Option<Error> {
    let status = pod.status.as_ref()?;
    let reason = status.reason.clone().unwrap_or_default();
    let message = status.message.clone().unwrap_or_default();
    if let Some(condition) = status
        .conditions
        .iter()
        .flatten()
        .find(|condition| condition.type_ == "DisruptionTarget" && condition.status == "True")
    {
        return Some(Error::new(
            Kind::PodLost,
            format!(
                "the cluster took the Pod away: {}: {}",
                condition.reason.clone().unwrap_or_default(),
                condition.message.clone().unwrap_or_default()
            ),
        ));
    }
    let ended = status.phase.as_deref() == Some("Failed");
    match reason.as_str() {
        "" => {}
        "DeadlineExceeded" => {
            return Some(Error::new(
                Kind::PodLost,
                "the cluster ended the Pod: it ran longer than its deadline",
            ));
        }
        "Evicted" => {
            return Some(
                Error::new(
                    Kind::PodLost,
                    format!("the Pod was evicted: {}", message.trim()),
                )
                .hint("a step uses more disk or memory than the node has to give"),
            );
        }
        _ if ended => {
            return Some(Error::new(
                Kind::PodLost,
                format!("the Pod failed: {reason}: {}", message.trim()),
            ));
        }
        _ => {}
    }
    if pod.metadata.deletion_timestamp.is_some() {
        return Some(deleted());
    }
    (ended || helper_ended).then(|| {
        Error::new(
            Kind::PodLost,
            "the helper container ended while the pipeline was running",
        )
        .hint("see `kubectl describe pod` and the limits of the namespace")
    })
}

/// Why no node takes the Pod, in the scheduler's words.
pub(super) fn unschedulable(pod: &Pod) -> Option<String> {
    let conditions = pod.status.as_ref()?.conditions.as_ref()?;
    let condition = conditions
        .iter()
        .find(|condition| condition.type_ == "PodScheduled" && condition.status == "False")?;
    Some(
        condition
            .message
            .clone()
            .unwrap_or_else(|| "no node takes the Pod".to_string()),
    )
}

/// What a container's end says beyond its exit code.
pub(super) fn end_reason(step: &Step, code: i32, reason: &str, message: &str) -> Option<String> {
    match reason {
        "OOMKilled" => Some(format!("OOMKilled{}", limit(step.limits))),
        "StartError" | "ContainerCannotRun" => {
            let words = last_cause(message);
            Some(format!("the container could not be started: {words}"))
        }
        "ContainerStatusUnknown" => Some("the node lost the container".to_string()),
        "" | "Completed" | "Error" if code == 137 => {
            Some("killed; possibly out of memory".to_string())
        }
        "" | "Completed" | "Error" => None,
        other => Some(other.to_string()),
    }
}

/// What the container of a script that never ran has to say: `exec /bin/sh: exec format error`.
pub(super) fn last_words(message: &str) -> Option<String> {
    let line = message
        .lines()
        .map(str::trim)
        .rfind(|line| !line.is_empty() && !line.starts_with("drone-k8s:"))?;
    Some(format!("the script was not run: {line}"))
}

fn limit(limits: Resources) -> String {
    limits.memory_bytes.map_or_else(String::new, |bytes| {
        #[allow(clippy::cast_precision_loss, reason = "a figure for a person")]
        let mebibytes = bytes as f64 / f64::from(1 << 20);
        format!(" (memory limit {mebibytes:.0} MiB)")
    })
}

#[cfg(test)]
mod tests {
    use super::{Pulled, Trouble, judge_waiting, last_words};
    use crate::engine::error::Kind;

    const BUILD: Pulled<'_> = Pulled {
        step: "build",
        image: "docker.io/library/none:1",
        login: None,
    };

    fn lasting(reason: &str, message: &str) -> Option<Kind> {
        match judge_waiting(&BUILD, reason, message) {
            Trouble::Lasting(error) => Some(error.kind),
            _ => None,
        }
    }

    #[test]
    fn our_own_gate_is_no_trouble() {
        let trouble = judge_waiting(
            &BUILD,
            "CreateContainerConfigError",
            "failed to prepare subPath for volumeMount: missing value for DRONE_K8S_GATE",
        );
        assert_eq!(trouble, Trouble::None);
    }

    #[test]
    fn two_who_make_one_folder_try_again() {
        let trouble = judge_waiting(
            &BUILD,
            "CreateContainerConfigError",
            "failed to create subPath directory for volumeMount \"drone-k8s-control\" of container \"0-build\"",
        );
        assert_eq!(trouble, Trouble::Retry);
    }

    #[test]
    fn a_shell_that_cannot_be_started_says_why() {
        let words = last_words("exec /bin/sh: exec format error\n").unwrap_or_default();
        assert!(
            words.ends_with("exec /bin/sh: exec format error"),
            "{words}"
        );
        assert_eq!(last_words("drone-k8s: waiting\n\n"), None);
        assert_eq!(last_words(""), None);
    }

    #[test]
    fn what_will_not_pass_is_an_error_at_once() {
        assert_eq!(
            lasting("InvalidImageName", "couldn't parse image name"),
            Some(Kind::Image)
        );
        assert_eq!(
            lasting(
                "ErrImagePull",
                "failed to resolve reference: docker.io/library/none:1: not found"
            ),
            Some(Kind::Image)
        );
        assert_eq!(
            lasting("CreateContainerConfigError", "secret \"x\" not found"),
            Some(Kind::Container)
        );
    }

    #[test]
    fn what_may_pass_is_waited_for() {
        assert_eq!(
            lasting("ErrImagePull", "dial tcp 10.0.0.1:443: i/o timeout"),
            None
        );
        assert_eq!(lasting("ErrImagePull", "toomanyrequests: slow down"), None);
        assert_eq!(lasting("ContainerCreating", ""), None);
    }

    #[test]
    fn an_image_error_names_step_image_and_cause() {
        let Trouble::Lasting(error) = judge_waiting(
            &BUILD,
            "ErrImagePull",
            "rpc error: code = NotFound desc = failed to pull and unpack image \
             \"docker.io/library/none:1\": failed to resolve reference \
             \"docker.io/library/none:1\": docker.io/library/none:1: not found",
        ) else {
            panic!("an image that is not there will not appear");
        };
        for word in ["step build", "docker.io/library/none:1", "not found"] {
            assert!(error.message.contains(word), "{}", error.message);
        }
    }
}
