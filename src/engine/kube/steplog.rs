//! What every source of output does with the bytes of a step: mask, send on, tell when all is said.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::feed::Feed;
use super::message::Message;
use crate::engine::event::{Event, StepResult};
use crate::engine::mask::{MaskStream, Masker};

/// What the driver knows about the end of a step while its output is still on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Ending {
    /// Size of the whole log in bytes, once it is known.
    pub(super) size: Option<u64>,
    /// No more output will be written: the container has ended.
    pub(super) over: bool,
    /// The container still runs but what it has written so far is all that counts.
    pub(super) snapshot: bool,
    /// What to report when all output is out.
    pub(super) result: Option<(StepResult, Duration)>,
    /// Do not wait for output any longer: the Pod is gone or goes now.
    pub(super) give_up: bool,
}

/// The way of one step's bytes to the reporter.
pub(super) struct StepLog {
    step: usize,
    feed: Feed,
    masker: Masker,
    mask: MaskStream,
    messages: UnboundedSender<Message>,
    turns: Turns,
    pub(super) ending: watch::Receiver<Ending>,
}

/// Whose end has been told: output of a step is shown after that of the steps it waited for, even
/// though it may be written before the last of theirs has arrived.
#[derive(Clone)]
pub(super) struct Turns {
    told: Arc<Vec<watch::Sender<bool>>>,
    before: Vec<usize>,
}

impl Turns {
    /// For `steps` steps.
    pub(super) fn new(steps: usize) -> Self {
        Self {
            told: Arc::new((0..steps).map(|_| watch::Sender::new(false)).collect()),
            before: Vec::new(),
        }
    }

    /// The turns of a step that comes after the steps `before`.
    pub(super) fn after(&self, before: Vec<usize>) -> Self {
        Self {
            told: Arc::clone(&self.told),
            before,
        }
    }

    /// The end of `step` has been told, or it has none.
    pub(super) fn tell(&self, step: usize) {
        self.told[step].send_replace(true);
    }

    async fn wait(&mut self) {
        for step in self.before.drain(..) {
            // The sender lives as long as `self`: there is no error.
            let _ = self.told[step].subscribe().wait_for(|told| *told).await;
        }
    }
}

impl StepLog {
    pub(super) fn new(
        step: usize,
        feed: Feed,
        masker: &Masker,
        messages: UnboundedSender<Message>,
        turns: Turns,
        ending: watch::Receiver<Ending>,
    ) -> Self {
        Self {
            step,
            feed,
            masker: masker.clone(),
            mask: masker.stream(),
            messages,
            turns,
            ending,
        }
    }

    /// Waits until the ends of the steps before this one have been told, and tells its own beginning.
    pub(super) async fn turn(&mut self) {
        self.turns.wait().await;
        self.feed.send(Event::StepStarted { step: self.step });
    }

    /// The run was left at once: nobody will ask for more output.
    pub(super) fn is_abandoned(&self) -> bool {
        self.ending.has_changed().is_err()
    }

    /// Masking for a source that does it itself, and sends on with [`Self::write_masked`].
    pub(super) fn mask(&self) -> MaskStream {
        self.masker.stream()
    }

    /// Sends bytes on that are masked.
    pub(super) async fn write_masked(&mut self, masked: Vec<u8>) {
        self.feed.output(self.step, masked).await;
    }

    /// Sends bytes on, in the order in which they come.
    pub(super) async fn write(&mut self, bytes: &[u8]) {
        let mut masked = Vec::with_capacity(bytes.len());
        self.mask.push(bytes, &mut masked);
        self.write_masked(masked).await;
    }

    /// Tells a person that a part of the output is missing, in its place.
    pub(super) fn warn(&self, message: String) {
        self.feed.warn(message);
    }

    /// All output is out: waits for the result and reports the end of the step.
    pub(super) async fn finish(mut self) {
        let mut masked = Vec::new();
        self.mask.finish(&mut masked);
        self.feed.output(self.step, masked).await;
        let ended = loop {
            if let Some(result) = self.ending.borrow_and_update().result.clone() {
                break Some(result);
            }
            if self.ending.changed().await.is_err() {
                break None;
            }
        };
        if let Some((result, duration)) = ended {
            self.feed.send(Event::StepEnded {
                step: self.step,
                result,
                duration,
            });
        }
        self.turns.tell(self.step);
        let _ = self.messages.send(Message::Reported(self.step));
    }
}
