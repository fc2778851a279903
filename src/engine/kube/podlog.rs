//! The output of steps that run their image's ENTRYPOINT: the log API, with resume.
//!
//! The API is the only way to that output and it is not complete by itself: a stream ends for many
//! reasons, the kubelet serves only the current file, and resuming works by whole seconds. So every
//! request asks for timestamps, a resumed one overlaps what was seen, repeated lines are dropped by
//! [`Resume`], and a line that must come back and does not is a named gap.

use std::sync::Arc;
use std::time::Duration;

use futures::io::AsyncReadExt;
use kube::api::LogParams;
use kube::core::Request;
use tokio::sync::{Mutex, Notify, watch};
use tokio::time::{Instant, sleep, timeout};

use super::call::is_not_found;
use super::resume::{Progress, Resume};
use super::spool::Spool;
use super::steplog::{Ending, StepLog};
use super::target::Target;
use crate::engine::mask::MaskStream;

/// Pause between two requests while the kubelet does not serve the log yet.
const RETRY: Duration = Duration::from_millis(150);
const OPEN: Duration = Duration::from_secs(15);
/// A silent stream is opened again after this long: it may be dead without a word.
const SILENCE: Duration = Duration::from_secs(45);
/// Reads in a row without anything new, [`RETRY`] apart, that make the output complete.
const STABLE: u32 = 3;
/// The same when the log ends inside a line: some runtimes drop what is in their pipe when a
/// container ends (seen with containerd 1.6, in the file on the node itself).
const STABLE_HALF_LINE: u32 = 12;
/// After the container's end, this long for the log API to give what is left.
const AFTER_END: Duration = Duration::from_secs(20);
const PIECE: usize = 64 << 10;
/// The log file's first line is looked at this often, and only after that many bytes: a node keeps
/// at least so much in one file.
const CHECK: Duration = Duration::from_secs(1);
const CHECK_BYTES: usize = 128 << 10;
/// Enough for the first line, or for all of it that matters. Two lines with one timestamp do not
/// begin alike for longer.
const FIRST_LINE: i64 = 16 << 10;

/// Between the task that reads the socket and the one that writes to the reporter.
#[derive(Default)]
struct Pipe {
    spool: Mutex<(Spool, bool)>,
    more: Notify,
}

/// Sends the output of a container until it is complete, then reports the end of the step.
pub(super) async fn follow(target: Target, container: String, mut log: StepLog) {
    let pipe = Arc::new(Pipe::default());
    let ending = log.ending.clone();
    let reader = tokio::spawn(
        Reader {
            target,
            container,
            ending,
            pipe: Arc::clone(&pipe),
            resume: Resume::default(),
            mask: log.mask(),
            gone: false,
            notes: Vec::new(),
            unchecked: 0,
            checked_at: Instant::now(),
        }
        .read_all(),
    );
    log.turn().await;
    loop {
        let more = pipe.more.notified();
        let (piece, closed) = {
            let mut guard = pipe.spool.lock().await;
            (guard.0.pop(), guard.1)
        };
        match piece {
            Ok(Some(bytes)) => log.write_masked(bytes).await,
            Ok(None) if closed => break,
            Ok(None) => more.await,
            Err(error) => {
                log.warn(format!(
                    "output is missing: the temporary file cannot be read: {error}"
                ));
                break;
            }
        }
    }
    if let Ok(notes) = reader.await {
        for note in notes {
            log.warn(note);
        }
    }
    log.finish().await;
}

/// The reading side: one state over all requests for one container.
struct Reader {
    target: Target,
    container: String,
    ending: watch::Receiver<Ending>,
    pipe: Arc<Pipe>,
    resume: Resume,
    /// Before the spool: values of secrets are in no file, not even in one without a name.
    mask: MaskStream,
    /// The server does not know the Pod any more.
    gone: bool,
    /// What a person must know.
    notes: Vec<String>,
    /// Bytes since the log file's first line was looked at, and when that was.
    unchecked: usize,
    checked_at: Instant,
}

impl Reader {
    /// Reads until the container has ended and nothing new comes.
    async fn read_all(mut self) -> Vec<String> {
        let mut ended: Option<Instant> = None;
        let mut stable = 0;
        loop {
            let state = self.ending.borrow_and_update().clone();
            // Without a sender the run was left at once.
            if state.give_up || self.ending.has_changed().is_err() {
                break;
            }
            if state.over {
                ended.get_or_insert_with(Instant::now);
            }
            let before = self.resume.progress();
            let clean = self.request(!state.over).await;
            let moved = self.resume.progress() != before;
            if self.gone && state.over {
                break;
            }
            if let Some(ended) = ended {
                // Whole reads that show the last line again and nothing new. One is not enough: the
                // runtime still writes to the log after the container's end was published. It ends
                // every entry with a newline, so half a line means that more is to come.
                let whole = clean && !moved && self.resume.is_confirmed();
                stable = if whole { stable + 1 } else { 0 };
                let half_line = self.resume.is_inside_line();
                if state.snapshot && whole || stable >= STABLE && !half_line {
                    break;
                }
                if stable >= STABLE_HALF_LINE {
                    self.notes.push(format!(
                        "the container runtime has lost the end of the output of {}: its log ends \
                         inside a line",
                        self.container
                    ));
                    break;
                }
                if ended.elapsed() > AFTER_END {
                    self.notes.push(format!(
                        "the end of the output of container {} could not be read",
                        self.container
                    ));
                    break;
                }
                if clean && moved {
                    continue;
                }
            }
            tokio::select! {
                () = sleep(RETRY) => {}
                _ = self.ending.changed() => {}
            }
        }
        self.look_for_rotation().await;
        let rest = self.resume.rest();
        self.push(&rest).await;
        let mut held = Vec::new();
        self.mask.finish(&mut held);
        self.spool(held).await;
        self.pipe.spool.lock().await.1 = true;
        self.pipe.more.notify_one();
        self.notes
    }

    /// One request; true if the server ended it by itself.
    async fn request(&mut self, follow: bool) -> bool {
        let since_time = self.resume.since();
        let params = LogParams {
            follow,
            timestamps: true,
            since_time,
            ..LogParams::default()
        };
        let Some(mut stream) = self.open(params).await else {
            return false;
        };
        self.resume.restart();
        let mut buffer = vec![0; PIECE];
        let mut silence = SILENCE;
        let mut ending = self.ending.clone();
        loop {
            tokio::select! {
                read = timeout(silence, stream.read(&mut buffer)) => match read {
                    Ok(Ok(0)) => return true,
                    Ok(Ok(length)) => self.take(&buffer[..length]).await,
                    Ok(Err(_)) | Err(_) => return false,
                },
                changed = ending.changed() => {
                    if changed.is_err() {
                        return false;
                    }
                    let state = ending.borrow_and_update().clone();
                    if state.give_up || state.snapshot {
                        return false;
                    }
                    // The stream of an ended container ends by itself; if it hangs, a plain read
                    // takes its place.
                    if state.over && follow {
                        silence = Duration::from_millis(1500);
                    }
                }
            }
        }
    }

    async fn open(&mut self, params: LogParams) -> Option<impl futures::AsyncBufRead + use<>> {
        let params = LogParams {
            container: Some(self.container.clone()),
            ..params
        };
        let request = Request::new(format!("/api/v1/namespaces/{}/pods", self.target.namespace))
            .logs(&self.target.pod, &params)
            .ok()?;
        let response = timeout(OPEN, self.target.client.request_stream(request)).await;
        self.gone = matches!(&response, Ok(Err(error)) if is_not_found(error));
        response.ok()?.ok()
    }

    async fn take(&mut self, bytes: &[u8]) {
        let mut fresh = Vec::new();
        if let Progress::Gap { from, to } = self.resume.feed(bytes, &mut fresh) {
            self.notes.push(format!(
                "output of container {} between {from} and {to} is lost: the node rotated its log \
                 before it could be read",
                self.container
            ));
        }
        self.unchecked += bytes.len();
        self.push(&fresh).await;
        if self.checked_at.elapsed() >= CHECK {
            self.look_for_rotation().await;
        }
    }

    /// A stream that follows goes on in the new file after a rotation, but what the runtime wrote to
    /// the old one in between is not in it, and nothing says so. The first line of the file does.
    async fn look_for_rotation(&mut self) {
        if self.unchecked < CHECK_BYTES {
            return;
        }
        self.unchecked = 0;
        self.checked_at = Instant::now();
        let params = LogParams {
            timestamps: true,
            limit_bytes: Some(FIRST_LINE),
            ..LogParams::default()
        };
        let Some(mut stream) = self.open(params).await else {
            return;
        };
        let mut text = Vec::new();
        if timeout(OPEN, stream.read_to_end(&mut text)).await.is_err() {
            return;
        }
        let Some(line) = text.split_inclusive(|byte| *byte == b'\n').next() else {
            return;
        };
        if let Some((before, after)) = self.resume.rotated(line) {
            let before =
                before.map_or_else(|| "some lines before".to_string(), |time| time.to_string());
            self.notes.push(format!(
                "the node rotated the log of container {}: output between {before} and {after} may \
                 be missing; a step with `commands` has no such gap",
                self.container
            ));
        }
    }

    async fn push(&mut self, bytes: &[u8]) {
        let mut masked = Vec::with_capacity(bytes.len());
        self.mask.push(bytes, &mut masked);
        self.spool(masked).await;
    }

    async fn spool(&mut self, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        if let Err(error) = self.pipe.spool.lock().await.0.push(bytes) {
            self.notes.push(format!(
                "output is missing: the temporary file cannot be written: {error}"
            ));
        }
        self.pipe.more.notify_one();
    }
}
