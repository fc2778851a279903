//! What the tasks of a run tell its driver.

use k8s_openapi::api::core::v1::Pod;

use crate::engine::archive::Archive;
use crate::engine::error::Error;

/// One message; all tasks share one channel, so their order is the order in which things were seen.
pub(super) enum Message {
    /// The Pod as the API server has it now.
    Pod(Box<Pod>),
    /// The Pod is not there any more.
    PodGone,
    /// An event of the cluster about the Pod.
    Event(ClusterEvent),
    /// The helper answers.
    HelperReady,
    /// The working tree is packed, or cannot be read.
    Packed(Box<Result<Archive, Error>>),
    /// The working tree is whole at the far end.
    Uploaded,
    /// The preamble of a shell step recorded its exit code; the size of its log follows. `next` is the
    /// step that was released in the Pod at once, as [`super::control::Command::Next`] asked.
    Exited {
        step: usize,
        code: i32,
        next: Option<usize>,
    },
    /// A shell step's container is gone without a record; the log has this size.
    Died { step: usize, size: u64 },
    /// The log of a step has this size: all of it if the step has ended.
    Size { step: usize, size: u64 },
    /// All output of a step has reached the reporter, and its end was reported.
    Reported(usize),
    /// Nothing can be done about this.
    Fatal(Error),
}

/// The parts of an event that matter here.
#[derive(Debug, Clone)]
pub(super) struct ClusterEvent {
    pub(super) reason: String,
    pub(super) message: String,
    pub(super) warning: bool,
    /// Name of the container it is about.
    pub(super) container: Option<String>,
}
