//! What a run tells the outside while it goes on.
//!
//! The engine sends these in order over one channel; reporters turn them into terminal output, plain
//! text or JSON lines. The output of a step always comes between its [`Event::StepStarted`] and its
//! [`Event::StepEnded`].

use std::time::Duration;

use serde::Serialize;

/// One event of a run. Steps are named by their index in [`crate::plan::Spec::steps`].
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The run has a name, a place and an order of steps.
    RunStarted {
        /// Name of the Pod and of all objects of the run.
        run: String,
        /// Namespace of the objects.
        namespace: String,
        /// Name of the kubeconfig context, if it has one.
        context: Option<String>,
        /// Host and port of the API server.
        #[serde(skip_serializing_if = "Option::is_none")]
        server: Option<String>,
        /// User of the kubeconfig, or the one who is impersonated.
        #[serde(skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// Name of the pipeline.
        pipeline: String,
        /// Names of all steps by index.
        steps: Vec<String>,
    },
    /// What the run waits for now, for the status line: `pulling golang:1.22 for step build`.
    Waiting {
        /// For a person.
        message: String,
    },
    /// Progress of the upload of the working tree.
    Upload {
        /// Bytes that left this machine.
        sent: u64,
        /// All bytes.
        total: u64,
        /// Files, folders and links in the tree.
        entries: u64,
        /// The far end has checked count and hash.
        done: bool,
    },
    /// A step was released.
    StepStarted {
        /// Index.
        step: usize,
    },
    /// Output of a step as it was written, secrets masked. Chunks are cut anywhere.
    Output {
        /// Index.
        step: usize,
        /// At most 64 KiB.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
    /// A step is over (or was never started: skipped).
    StepEnded {
        /// Index.
        step: usize,
        /// How.
        result: StepResult,
        /// From its release to its end; zero if it was skipped.
        #[serde(serialize_with = "seconds")]
        duration: Duration,
    },
    /// Something a person should know; the run goes on.
    Warning {
        /// For a person.
        message: String,
    },
    /// The objects of the run are gone, or what is left of them and when it goes.
    CleanedUp {
        /// Objects that are still there, as `pod/NAME`.
        left: Vec<String>,
        /// What happens to them, for a person.
        message: Option<String>,
    },
    /// The last event.
    RunEnded {
        /// The verdict.
        verdict: Verdict,
        /// From the start of the run to its end, clean-up included.
        #[serde(serialize_with = "seconds")]
        duration: Duration,
    },
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum StepResult {
    /// It ended by itself with this code. 0 and 78 are success; any other is a failure.
    Exited {
        /// Exit code.
        code: i32,
        /// The container's reason when it says more than the code: `OOMKilled (limit 64 MiB)`.
        reason: Option<String>,
        /// `failure: ignore` applies.
        ignored: bool,
    },
    /// A service or detached step that was stopped because everything else had ended.
    Stopped,
    /// It was not started.
    Skipped {
        /// For a person: `an earlier step failed`.
        reason: String,
    },
    /// It was stopped by Ctrl-C, a signal, the timeout or `failure: fast`.
    Killed {
        /// For a person.
        reason: String,
    },
    /// The cluster could not run it: image, configuration, eviction, lost node.
    Error {
        /// What, in the words of the cluster, and what to do.
        message: String,
    },
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// All steps that had to succeed did.
    Success,
    /// A step failed.
    Failure,
    /// The cluster failed: message for a person.
    Error {
        /// What happened, why and what to do.
        message: String,
    },
    /// The time of the pipeline was over.
    TimedOut {
        /// The limit.
        #[serde(serialize_with = "seconds")]
        limit: Duration,
    },
    /// A signal ended it.
    Interrupted {
        /// Number of the signal: 1, 2 or 15.
        signal: i32,
    },
}

fn seconds<S: serde::Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((value.as_secs_f64() * 1000.0).round() / 1000.0)
}
