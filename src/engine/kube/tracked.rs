//! What the driver knows about one step while the run goes on.

use tokio::sync::watch;
use tokio::time::Instant;

use super::names::container_name;
use super::status::Seen;
use super::steplog::Ending;
use crate::engine::event::StepResult;
use crate::plan::spec::Step;

/// The state of one step.
pub(super) struct Tracked {
    pub(super) index: usize,
    /// Name of its container.
    pub(super) container: String,
    pub(super) released: Option<Instant>,
    pub(super) ended_at: Option<Instant>,
    /// The last state of its container.
    pub(super) seen: Option<Seen>,
    /// Its result waits until then for the container's reason.
    pub(super) hold: Option<Instant>,
    /// We asked for its end.
    pub(super) stopping: bool,
    /// We asked the helper whether it left a record.
    pub(super) asked: bool,
    /// Its end was told to the reporter, with all output before it.
    pub(super) reported: bool,
    /// Its gate was closed again behind it.
    pub(super) closed: bool,
    ending: Option<watch::Sender<Ending>>,
}

impl Tracked {
    pub(super) fn new(index: usize, step: &Step) -> Self {
        Self {
            index,
            container: container_name(index, &step.name),
            released: None,
            ended_at: None,
            seen: None,
            hold: None,
            stopping: false,
            asked: false,
            reported: false,
            closed: false,
            ending: None,
        }
    }

    /// The step was released; gives what its log task listens to.
    pub(super) fn release(&mut self) -> watch::Receiver<Ending> {
        self.released = Some(Instant::now());
        let (sender, receiver) = watch::channel(Ending::default());
        self.ending = Some(sender);
        receiver
    }

    /// Whether only the container's own status can say why the step ended like this.
    pub(super) fn needs_reason(&self, code: i32) -> bool {
        code == 137 && !self.stopping
    }

    /// Whether the kubelet says that something is wrong with this container.
    pub(super) fn is_troubled(&self) -> bool {
        matches!(&self.seen, Some(Seen::Waiting { reason, .. })
            if !matches!(reason.as_str(), "" | "ContainerCreating" | "CreateContainerConfigError"))
    }

    /// The whole output has this many bytes.
    pub(super) fn size(&mut self, size: u64) {
        self.change(|ending| {
            ending.size.get_or_insert(size);
            ending.over = true;
        });
    }

    /// The container has ended: the log API has all there will be.
    pub(super) fn over(&mut self) {
        self.change(|ending| ending.over = true);
    }

    /// What there is now is all that counts: the container is about to be removed.
    pub(super) fn snapshot(&mut self) {
        self.change(|ending| {
            ending.over = true;
            ending.snapshot = true;
        });
    }

    /// How the step ended; reported when its output is out. The first result stays.
    pub(super) fn result(&mut self, result: StepResult) {
        let start = self.released.unwrap_or_else(Instant::now);
        let duration = self
            .ended_at
            .unwrap_or_else(Instant::now)
            .saturating_duration_since(start);
        self.change(|ending| {
            ending.result.get_or_insert((result, duration));
        });
    }

    /// Output is not waited for any longer.
    pub(super) fn give_up(&mut self) {
        self.change(|ending| ending.give_up = true);
    }

    fn change(&mut self, change: impl FnOnce(&mut Ending)) {
        if let Some(sender) = &self.ending {
            sender.send_modify(change);
        }
    }
}
