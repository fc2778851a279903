//! Watches the Pod of a run and the events about it.

use std::time::Duration;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Event as CoreEvent;
use kube::runtime::watcher::{self, Config, Event};
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{sleep, timeout};

use super::call::is_not_found;
use super::message::{ClusterEvent, Message};
use super::target::Target;

/// A watch that dies in silence (VPN, sleep, load balancer) is noticed by asking now and then.
const POLL: Duration = Duration::from_secs(10);
/// The server ends each watch request after this many seconds; the watcher opens the next one.
const WATCH_SECONDS: u32 = 60;

/// Reports every change of the Pod until the task is dropped.
pub(super) async fn watch_pod(target: Target, messages: UnboundedSender<Message>) {
    let config = Config::default()
        .fields(&format!("metadata.name={}", target.pod))
        .timeout(WATCH_SECONDS);
    let mut stream = Box::pin(watcher::watcher(target.pods(), config));
    let mut listed = false;
    loop {
        let message = match stream.next().await {
            Some(Ok(Event::Apply(pod) | Event::InitApply(pod))) => {
                listed = true;
                Message::Pod(Box::new(pod))
            }
            Some(Ok(Event::Init)) => {
                listed = false;
                continue;
            }
            // A list without the Pod: it went while the connection was down.
            Some(Ok(Event::InitDone)) if !listed => Message::PodGone,
            Some(Ok(Event::InitDone)) => continue,
            Some(Ok(Event::Delete(_))) => Message::PodGone,
            Some(Err(_)) => {
                sleep(Duration::from_millis(250)).await;
                continue;
            }
            None => return,
        };
        if messages.send(message).is_err() {
            return;
        }
    }
}

/// Asks for the Pod every ten seconds, beside the watch.
pub(super) async fn poll_pod(target: Target, messages: UnboundedSender<Message>) {
    let pods = target.pods();
    loop {
        sleep(POLL).await;
        let message = match timeout(POLL, pods.get(&target.pod)).await {
            Ok(Ok(pod)) => Message::Pod(Box::new(pod)),
            Ok(Err(error)) if is_not_found(&error) => Message::PodGone,
            _ => continue,
        };
        if messages.send(message).is_err() {
            return;
        }
    }
}

/// Reports events about the Pod: they come while the kubelet is busy pulling and publishes no status.
pub(super) async fn watch_events(target: Target, messages: UnboundedSender<Message>) {
    let config = Config::default()
        .fields(&format!("involvedObject.name={}", target.pod))
        .timeout(WATCH_SECONDS);
    let mut stream = Box::pin(watcher::watcher(target.events(), config));
    while let Some(next) = stream.next().await {
        let event = match next {
            Ok(Event::Apply(event) | Event::InitApply(event)) => event,
            Ok(_) => continue,
            // Events are a nicety: without them everything still works, a little later.
            Err(_) => {
                sleep(Duration::from_secs(2)).await;
                continue;
            }
        };
        if messages.send(Message::Event(simplify(event))).is_err() {
            return;
        }
    }
}

fn simplify(event: CoreEvent) -> ClusterEvent {
    // `spec.containers{3-build}` for events of one container.
    let container = event
        .involved_object
        .field_path
        .as_deref()
        .and_then(|path| {
            path.strip_prefix("spec.containers{")?
                .strip_suffix('}')
                .map(str::to_string)
        });
    ClusterEvent {
        reason: event.reason.unwrap_or_default(),
        message: event.message.unwrap_or_default(),
        warning: event.type_.as_deref() == Some("Warning"),
        container,
    }
}
