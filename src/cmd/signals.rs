//! The signals that end a run, by their numbers. The one place that knows the operating system.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// SIGHUP, SIGINT and SIGTERM of this process from now on; Ctrl-C counts as SIGINT everywhere.
pub(super) fn signals() -> (UnboundedSender<i32>, UnboundedReceiver<i32>) {
    let (sender, receiver) = unbounded_channel();
    listen(&sender);
    (sender, receiver)
}

#[cfg(unix)]
fn listen(sender: &UnboundedSender<i32>) {
    use tokio::signal::unix::{SignalKind, signal};

    for kind in [
        SignalKind::hangup(),
        SignalKind::interrupt(),
        SignalKind::terminate(),
    ] {
        // A process that may not handle a signal still runs; it only dies of it as before.
        let Ok(mut stream) = signal(kind) else {
            continue;
        };
        let sender = sender.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                let _ = sender.send(kind.as_raw_value());
            }
        });
    }
}

#[cfg(not(unix))]
fn listen(sender: &UnboundedSender<i32>) {
    let sender = sender.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            let _ = sender.send(2);
        }
    });
}
