//! How steps are released, and the variables that tell them the state of the pipeline.

use crate::plan::spec::{Run, Spec, Step};

/// The variable whose absence keeps an ENTRYPOINT step from starting; also the text by which the
/// kubelet's refusal is told from an error of the user's.
pub(super) const GATE_VARIABLE: &str = "DRONE_K8S_GATE";
/// Variables that exist only once a step is released, and the suffix of their annotation.
pub(super) const STATUS_VARIABLES: [(&str, &str); 8] = [
    ("DRONE_BUILD_STATUS", "build-status"),
    ("DRONE_BUILD_FINISHED", "build-finished"),
    ("DRONE_STAGE_STATUS", "stage-status"),
    ("DRONE_STAGE_FINISHED", "stage-finished"),
    ("DRONE_FAILED_STEPS", "failed-steps"),
    ("DRONE_FAILED_STAGES", "failed-stages"),
    ("CI_BUILD_STATUS", "ci-build-status"),
    ("CI_BUILD_FINISHED", "ci-build-finished"),
];

/// How a step is released, how its end is known and where its output comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// A preamble in the container waits for the helper; output is a file; the end is an event.
    Shell,
    /// The kubelet refuses to make the container until an annotation exists; output is the log API;
    /// the end is the container's status.
    Annotation,
    /// Starts with the Pod: a service that waits for nothing.
    Open,
}

impl Gate {
    /// The gates of all steps; `exec` says whether the helper can be reached.
    pub(super) fn choose(spec: &Spec, exec: bool) -> Vec<Self> {
        spec.steps
            .iter()
            .map(|step| match step.run {
                Run::Script(_) if exec => Self::Shell,
                Run::Entrypoint { .. }
                    if step.kind.is_background() && step.depends_on.is_empty() =>
                {
                    Self::Open
                }
                _ => Self::Annotation,
            })
            .collect()
    }
}

/// Whether the step's own environment sets `name`: that wins over the status of the pipeline.
pub(super) fn sets(step: &Step, name: &str) -> bool {
    step.env.iter().any(|(own, _)| own == name)
}
