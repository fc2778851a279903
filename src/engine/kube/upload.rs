//! Sends the working tree and the scripts into the Pod.

use std::io::{self, Read};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{sleep, timeout};

use super::call::text_of;
use super::exec::{Frame, open};
use super::feed::Feed;
use super::message::Message;
use super::sh::script;
use super::target::Target;
use crate::engine::archive::{Archive, PIECE};
use crate::engine::error::{Error, Kind};
use crate::engine::event::Event;

static RECEIVE: LazyLock<String> = LazyLock::new(|| script(include_str!("sh/receive.sh")));
/// One websocket frame. Larger ones gain nothing, 4 KiB ones cost two thirds of the rate.
const FRAME: usize = 128 << 10;
/// The far end takes nothing for this long: the connection is dead.
const STALL: Duration = Duration::from_secs(30);
const ATTEMPTS: u32 = 8;
/// Progress is told this often, in bytes.
const STRIDE: u64 = 1 << 20;

/// Sends `archive`, again after a cut, and tells the driver when the tree is whole.
pub(super) async fn upload(
    target: Target,
    archive: Arc<Archive>,
    feed: Feed,
    messages: UnboundedSender<Message>,
) {
    let mut last = String::new();
    for attempt in 0..ATTEMPTS {
        match send(&target, &archive, attempt, &feed).await {
            Ok(()) => {
                let total = archive.len();
                feed.send(Event::Upload {
                    sent: total,
                    total,
                    entries: archive.entries(),
                    done: true,
                });
                let _ = messages.send(Message::Uploaded);
                return;
            }
            Err(Failure::Final(error)) => {
                let _ = messages.send(Message::Fatal(error));
                return;
            }
            Err(Failure::Again(reason)) => {
                if attempt > 0 || archive.len() > STRIDE {
                    feed.warn(format!("the upload was cut ({reason}); sending again"));
                }
                last = reason;
            }
        }
        sleep(Duration::from_millis(200 << attempt.min(4))).await;
    }
    let error = Error::new(
        Kind::Upload,
        format!("the working tree could not be sent in {ATTEMPTS} attempts: {last}"),
    )
    .hint(
        "check the connection; leave out what the pipeline does not need with a .droneignore file",
    );
    let _ = messages.send(Message::Fatal(error));
}

enum Failure {
    Again(String),
    Final(Error),
}

async fn send(
    target: &Target,
    archive: &Archive,
    attempt: u32,
    feed: &Feed,
) -> Result<(), Failure> {
    let again = |reason: &dyn ToString| Failure::Again(reason.to_string());
    let size = archive.len().to_string();
    let packing = if archive.is_gzip() { "gzip" } else { "none" };
    let token = format!("u{attempt}");
    let piece = PIECE.to_string();
    let command = [
        "sh", "-c", &RECEIVE, "receive", &size, packing, &token, &piece,
    ];
    let (mut stdin, mut output) = timeout(STALL, open(target, &command))
        .await
        .map_err(|_| again(&"no answer"))?
        .map_err(|error| again(&text_of(&error)))?;
    let mut reader = archive
        .reader()
        .map_err(|error| Failure::Final(unreadable(&error)))?;
    let mut sent = 0;
    let mut told = 0;
    let mut frame = vec![0; FRAME];
    let mut answer = Answer::default();
    loop {
        let length =
            fill(&mut reader, &mut frame).map_err(|error| Failure::Final(unreadable(&error)))?;
        if length == 0 {
            break;
        }
        // A frame that is half sent must be sent whole: the future is not dropped when the far end
        // speaks, which it does early only when something is wrong.
        let mut sending = std::pin::pin!(timeout(STALL, stdin.send(&frame[..length])));
        loop {
            tokio::select! {
                result = &mut sending => {
                    result.map_err(|_| again(&"it stands still"))?.map_err(|error| again(&error))?;
                    break;
                }
                next = output.next() => answer.take(next).map_err(|reason| again(&reason))?,
            }
        }
        sent += length as u64;
        if sent - told >= STRIDE {
            told = sent;
            feed.send(Event::Upload {
                sent,
                total: archive.len(),
                entries: archive.entries(),
                done: false,
            });
        }
    }
    let (code, sum) = loop {
        if let Some(line) = answer.line() {
            break line;
        }
        let next = timeout(STALL * 4, output.next())
            .await
            .map_err(|_| again(&"no answer"))?;
        answer.take(next).map_err(|reason| again(&reason))?;
    };
    if sum != archive.checksum() {
        return Err(again(&"what arrived is not what was sent"));
    }
    if code != 0 {
        return Err(Failure::Final(
            Error::new(
                Kind::Upload,
                format!(
                    "the working tree could not be unpacked in the Pod: {}",
                    answer.errors()
                ),
            )
            .hint("the helper image needs sh, tar, gzip, dd and md5sum: see --helper-image"),
        ));
    }
    Ok(())
}

/// What the far end has said so far.
#[derive(Default)]
struct Answer {
    stdout: String,
    stderr: String,
}

impl Answer {
    fn take(
        &mut self,
        frame: Option<Result<Frame, tokio_tungstenite::tungstenite::Error>>,
    ) -> Result<(), String> {
        match frame {
            Some(Ok(Frame::Stdout(bytes))) => {
                self.stdout.push_str(&String::from_utf8_lossy(&bytes));
            }
            Some(Ok(Frame::Stderr(bytes))) => {
                self.stderr.push_str(&String::from_utf8_lossy(&bytes));
            }
            Some(Ok(Frame::Ended(code))) if self.line().is_none() => {
                return Err(format!(
                    "the receiver ended with {code:?}: {}",
                    self.errors()
                ));
            }
            Some(Ok(Frame::Ended(_))) => {}
            Some(Err(error)) => return Err(error.to_string()),
            None => return Err("the connection was closed".to_string()),
        }
        Ok(())
    }

    /// Exit code of tar and the checksum, once the line is whole.
    fn line(&self) -> Option<(i32, String)> {
        let line = self
            .stdout
            .lines()
            .find(|line| line.starts_with("received "))?;
        let mut words = line.split(' ').skip(1);
        let code = words.next()?.parse().ok()?;
        let sum = words.next().filter(|sum| sum.len() == 32)?;
        Some((code, sum.to_string()))
    }

    fn errors(&self) -> String {
        self.stderr
            .lines()
            .rev()
            .take(3)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("; ")
    }
}

fn unreadable(error: &io::Error) -> Error {
    Error::new(
        Kind::Upload,
        format!("the packed working tree cannot be read: {error}"),
    )
}

fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
