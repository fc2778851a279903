//! The channel from a run to its reporter.
//!
//! Events are never lost and keep their order. Output is bounded: whoever reads logs waits while the
//! reporter (a slow terminal) is behind, everything else goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::engine::event::Event;

/// Bytes of output that may lie between the run and its reporter.
const ROOM: usize = 4 << 20;

/// The sending side; cheap to clone.
#[derive(Clone)]
pub struct Feed {
    sender: UnboundedSender<Item>,
    room: Arc<Semaphore>,
    flow: Arc<Flow>,
}

/// How the output moves.
#[derive(Default)]
struct Flow {
    pieces: AtomicU64,
    waiting: AtomicU64,
}

/// One event; the permit gives its room back when the reporter is done with it.
pub struct Item {
    /// What happened.
    pub event: Event,
    _room: Option<OwnedSemaphorePermit>,
}

/// A feed and the receiver for the reporter.
pub fn feed() -> (Feed, UnboundedReceiver<Item>) {
    let (sender, receiver) = unbounded_channel();
    (
        Feed {
            sender,
            room: Arc::new(Semaphore::new(ROOM)),
            flow: Arc::default(),
        },
        receiver,
    )
}

impl Feed {
    /// Sends an event. A reporter that is gone is no error: the run must still be cleaned up.
    pub(super) fn send(&self, event: Event) {
        let _ = self.sender.send(Item { event, _room: None });
    }

    /// Says something to the person.
    pub fn warn(&self, message: impl Into<String>) {
        self.send(Event::Warning {
            message: message.into(),
        });
    }

    /// Sends output of a step, waiting for room.
    pub(super) async fn output(&self, step: usize, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let wanted = u32::try_from(bytes.len().min(ROOM)).unwrap_or(u32::MAX);
        self.flow.waiting.fetch_add(1, Ordering::Relaxed);
        let room = Arc::clone(&self.room).acquire_many_owned(wanted).await.ok();
        self.flow.waiting.fetch_sub(1, Ordering::Relaxed);
        self.flow.pieces.fetch_add(1, Ordering::Relaxed);
        let _ = self.sender.send(Item {
            event: Event::Output { step, bytes },
            _room: room,
        });
    }

    /// Pieces of output that were handed on so far.
    pub(super) fn handed_on(&self) -> u64 {
        self.flow.pieces.load(Ordering::Relaxed)
    }

    /// Whether output waits for the reporter now.
    pub(super) fn is_held_up(&self) -> bool {
        self.flow.waiting.load(Ordering::Relaxed) > 0
    }
}
