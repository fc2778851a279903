//! One `pods/exec` session over a websocket, at the level of its frames.
//!
//! kube's `AttachedProcess` is not used: it sends 4 KiB frames and copies output through a 1 KiB
//! buffer, which makes the upload and the log path three times slower. The frame format is that of
//! `v4.channel.k8s.io` and `v5.channel.k8s.io`: the first byte of a binary message is the channel.

use futures::{Sink, SinkExt, Stream, StreamExt};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Status;
use kube::api::AttachParams;
use kube::core::Request;
use tokio_tungstenite::tungstenite::{Bytes, Error as WsError, Message};

use super::container::HELPER;
use super::target::Target;

const STDIN: u8 = 0;
const STDOUT: u8 = 1;
const STDERR: u8 = 2;
const STATUS: u8 = 3;

/// What arrives from the far end.
#[derive(Debug)]
pub(super) enum Frame {
    /// Bytes of the process's stdout.
    Stdout(Bytes),
    /// Bytes of the process's stderr.
    Stderr(Bytes),
    /// The process ended. Its result is only trusted for our own helper scripts, never for a step.
    Ended(Option<i32>),
}

type MessageSink = Box<dyn Sink<Message, Error = WsError> + Send + Unpin>;
type MessageStream = Box<dyn Stream<Item = Result<Message, WsError>> + Send + Unpin>;

/// The sending half of a session.
pub(super) struct Stdin(MessageSink);

/// The receiving half of a session. The connection ends when both halves are dropped.
pub(super) struct Output(MessageStream);

/// Starts `command` in the helper container.
///
/// # Errors
/// Those of the API server: container not running yet, forbidden, unreachable.
pub(super) async fn open(
    target: &Target,
    command: &[&str],
) -> Result<(Stdin, Output), kube::Error> {
    let params = AttachParams::default()
        .container(HELPER)
        .stdin(true)
        .stdout(true)
        .stderr(true);
    let request = Request::new(format!("/api/v1/namespaces/{}/pods", target.namespace))
        .exec(&target.pod, command.iter().copied(), &params)
        .map_err(kube::Error::BuildRequest)?;
    let (sink, stream) = target.client.connect(request).await?.into_stream().split();
    Ok((Stdin(Box::new(sink)), Output(Box::new(stream))))
}

impl Stdin {
    /// Sends bytes to the process's stdin as one frame.
    pub(super) async fn send(&mut self, data: &[u8]) -> Result<(), WsError> {
        let mut frame = Vec::with_capacity(data.len() + 1);
        frame.push(STDIN);
        frame.extend_from_slice(data);
        self.0.send(Message::Binary(frame.into())).await
    }
}

impl Output {
    /// The next frame; `None` when the connection is gone.
    pub(super) async fn next(&mut self) -> Option<Result<Frame, WsError>> {
        loop {
            let data = match self.0.next().await? {
                Ok(Message::Binary(data)) => data,
                Ok(Message::Close(_)) => return None,
                Ok(_) => continue,
                Err(error) => return Some(Err(error)),
            };
            // The server opens with an empty frame on every channel.
            if data.len() < 2 {
                continue;
            }
            let body = data.slice(1..);
            match data[0] {
                STDOUT => return Some(Ok(Frame::Stdout(body))),
                STDERR => return Some(Ok(Frame::Stderr(body))),
                STATUS => return Some(Ok(Frame::Ended(exit_code(&body)))),
                _ => {}
            }
        }
    }
}

/// The exit code in the status object that ends a session: 0 for `Success`.
fn exit_code(body: &[u8]) -> Option<i32> {
    let status: Status = serde_json::from_slice(body).ok()?;
    if status.status.as_deref() == Some("Success") {
        return Some(0);
    }
    status
        .details?
        .causes?
        .iter()
        .find(|cause| cause.reason.as_deref() == Some("ExitCode"))?
        .message
        .as_deref()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::exit_code;

    #[test]
    fn the_exit_code_is_read_from_the_status() {
        assert_eq!(exit_code(br#"{"status":"Success"}"#), Some(0));
        let failure = br#"{"status":"Failure","reason":"NonZeroExitCode",
            "details":{"causes":[{"reason":"ExitCode","message":"3"}]}}"#;
        assert_eq!(exit_code(failure), Some(3));
        assert_eq!(exit_code(b"not json"), None);
    }
}
