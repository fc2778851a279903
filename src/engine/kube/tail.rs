//! The output of shell steps: a file in the Pod, read by byte offset over exec sessions.
//!
//! A session serves one step at a time and is handed to the next one afterwards, so a chain of steps
//! needs a single session. Output is complete when the bytes received equal the size in the exit
//! event, and only then; a cut session goes on at the next byte.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::exec::{Frame, Output, Stdin, open};
use super::sh::script;
use super::steplog::StepLog;
use super::target::Target;

static TAIL: LazyLock<String> = LazyLock::new(|| script(include_str!("sh/tail.sh")));
const OPEN: Duration = Duration::from_secs(15);
/// The far end stops after half a minute without a word: it must not outlive its client.
const POKE: Duration = Duration::from_secs(8);
/// With the size known, this long without a byte means that the connection is dead.
const STALL: Duration = Duration::from_secs(10);

/// Sessions that wait for a step.
#[derive(Clone)]
pub(super) struct TailPool {
    target: Target,
    /// Starts the line that separates one step's bytes from the next one's; no step can guess it.
    nonce: Arc<str>,
    idle: Arc<Mutex<Vec<Session>>>,
}

struct Session {
    stdin: Stdin,
    output: Output,
    /// Bytes that came behind the separator.
    rest: Vec<u8>,
}

impl TailPool {
    pub(super) fn new(target: Target, nonce: String) -> Self {
        Self {
            target,
            nonce: nonce.into(),
            idle: Arc::default(),
        }
    }

    /// Opens a session before anybody needs it.
    pub(super) async fn warm_up(self) {
        if let Some(session) = self.open().await {
            self.idle.lock().await.push(session);
        }
    }

    /// Sends the output of `step` until it is complete, then reports the end of the step.
    pub(super) async fn follow(self, step: usize, mut log: StepLog) {
        // Before a session is taken: that of the step before is free by then.
        log.turn().await;
        let mut offset = 0_u64;
        let mut pause = Duration::ZERO;
        loop {
            {
                let ending = log.ending.borrow();
                if ending.give_up || ending.size == Some(offset) {
                    break;
                }
            }
            if log.is_abandoned() {
                break;
            }
            sleep(pause).await;
            let reused = self.idle.lock().await.pop();
            let session = match reused {
                Some(session) => Some(session),
                None => self.open().await,
            };
            let before = offset;
            if let Some(session) = session
                && let Some(session) = self.read(session, step, &mut offset, &mut log).await
            {
                self.idle.lock().await.push(session);
                break;
            }
            pause = if offset > before {
                Duration::ZERO
            } else {
                (pause * 2).clamp(Duration::from_millis(20), Duration::from_millis(500))
            };
        }
        let ending = log.ending.borrow().clone();
        if let Some(size) = ending.size
            && size > offset
        {
            log.warn(format!(
                "the last {} bytes of the output of this step could not be read: the Pod went first",
                size - offset
            ));
        }
        log.finish().await;
    }

    async fn open(&self) -> Option<Session> {
        let command = ["sh", "-c", &TAIL, "tail", &self.nonce];
        let (stdin, output) = timeout(OPEN, open(&self.target, &command))
            .await
            .ok()?
            .ok()?;
        Some(Session {
            stdin,
            output,
            rest: Vec::new(),
        })
    }

    /// Reads from `offset` on; gives the session back when the output is complete.
    async fn read(
        &self,
        mut session: Session,
        step: usize,
        offset: &mut u64,
        log: &mut StepLog,
    ) -> Option<Session> {
        session
            .stdin
            .send(format!("tail {step} {offset}\n").as_bytes())
            .await
            .ok()?;
        let separator = format!("\u{1e}{} {step} {offset}\n", self.nonce);
        let first = timeout(OPEN, session.skip_to(separator.as_bytes()))
            .await
            .ok()??;
        *offset += first.len() as u64;
        log.write(&first).await;
        let mut moved = Instant::now();
        let mut next_poke = moved + POKE;
        loop {
            let ending = log.ending.borrow_and_update().clone();
            if ending.size.is_some_and(|size| *offset >= size) || ending.give_up {
                session.stdin.send(b"stop\n").await.ok()?;
                return Some(session);
            }
            let wake = if ending.size.is_some() {
                moved + STALL
            } else {
                next_poke
            };
            tokio::select! {
                biased;
                frame = session.output.next() => match frame? {
                    Ok(Frame::Stdout(bytes)) => {
                        let wanted = ending.size.map_or(u64::MAX, |size| size - *offset);
                        let take = usize::try_from(wanted).unwrap_or(usize::MAX).min(bytes.len());
                        *offset += take as u64;
                        log.write(&bytes[..take]).await;
                        moved = Instant::now();
                    }
                    Ok(Frame::Stderr(_)) => {}
                    Ok(Frame::Ended(_)) | Err(_) => return None,
                },
                changed = log.ending.changed() => {
                    changed.ok()?;
                    // The last bytes are in the file: ask for them now, not at the next look.
                    session.stdin.send(b"poke\n").await.ok()?;
                    moved = Instant::now();
                }
                () = sleep_until(wake) => {
                    if ending.size.is_some() && moved.elapsed() >= STALL {
                        return None;
                    }
                    if Instant::now() >= next_poke {
                        session.stdin.send(b"poke\n").await.ok()?;
                        next_poke = Instant::now() + POKE;
                    }
                }
            }
        }
    }
}

impl Session {
    /// Drops what is left of the step before; gives what came behind `separator`.
    async fn skip_to(&mut self, separator: &[u8]) -> Option<Vec<u8>> {
        let mut seen = std::mem::take(&mut self.rest);
        loop {
            if let Some(at) = seen
                .windows(separator.len())
                .position(|part| part == separator)
            {
                return Some(seen.split_off(at + separator.len()));
            }
            let keep = seen.len().saturating_sub(separator.len());
            seen.drain(..keep);
            match self.output.next().await?.ok()? {
                Frame::Stdout(bytes) => seen.extend_from_slice(&bytes),
                Frame::Stderr(_) => {}
                Frame::Ended(_) => return None,
            }
        }
    }
}
