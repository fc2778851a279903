//! What these tests need beside the harness.

use std::net::TcpListener;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::harness::Done;
pub(crate) use crate::script::{quoted, scripts, shell};

/// A server that lets connections in and says nothing. Connections wait in its queue.
pub(crate) struct Deaf(TcpListener);

impl Deaf {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    /// A kubeconfig that points at it.
    pub(crate) fn kubeconfig(&self) -> String {
        kubeconfig(&format!("http://{}", self.0.local_addr().unwrap()), "{}")
    }

    /// Whether anybody has connected.
    pub(crate) fn was_called(&self) -> bool {
        self.0.accept().is_ok()
    }
}

/// A kubeconfig with one context `c`; `user` is YAML.
pub(crate) fn kubeconfig(server: &str, user: &str) -> String {
    format!(
        "apiVersion: v1
kind: Config
current-context: c
clusters: [{{name: c, cluster: {{server: '{server}'}}}}]
users: [{{name: u, user: {user}}}]
contexts: [{{name: c, context: {{cluster: c, user: u}}}}]
"
    )
}

/// What a step wrote, byte for byte, from the events of a JSON run.
pub(crate) fn written(done: &Done, step: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for event in done.parsed() {
        if event["event"] != "output" || event["name"] != step {
            continue;
        }
        match (event["text"].as_str(), event["base64"].as_str()) {
            (Some(text), None) => bytes.extend_from_slice(text.as_bytes()),
            (None, Some(text)) => bytes.extend(STANDARD.decode(text).unwrap()),
            _ => panic!("neither text nor base64: {event}"),
        }
        if event["partial"] != true {
            bytes.push(b'\n');
        }
    }
    bytes
}

/// The events of a JSON run, which must come in the order that readers may rely on.
pub(crate) fn in_order(done: &Done) -> Vec<Value> {
    let events = done.parsed();
    let kind = |event: &Value| event["event"].as_str().unwrap_or_default().to_string();
    assert_eq!(events.first().map(kind).unwrap(), "run_started");
    assert_eq!(events.last().map(kind).unwrap(), "run_ended");
    assert_eq!(kind(&events[events.len() - 2]), "cleaned_up");
    let steps = events[0]["steps"].as_array().unwrap();
    for (index, name) in steps.iter().enumerate() {
        let own: Vec<String> = events
            .iter()
            .filter(|event| event["step"] == index)
            .inspect(|event| assert_eq!(&event["name"], name, "{event}"))
            .map(kind)
            .collect();
        let ends = own.iter().filter(|kind| *kind == "step_ended").count();
        assert_eq!(ends, 1, "step {name} has one end: {own:?}");
        assert_eq!(own.last().unwrap(), "step_ended", "nothing after the end");
        if own.len() > 1 {
            assert_eq!(own[0], "step_started", "nothing before the start");
        }
    }
    events
}

/// Position of the first event of this kind and step.
pub(crate) fn place(events: &[Value], kind: &str, step: &str) -> usize {
    events
        .iter()
        .position(|event| event["event"] == kind && event["name"] == step)
        .unwrap_or_else(|| panic!("no {kind} of {step} in {events:?}"))
}

/// The verdict of a JSON run.
pub(crate) fn verdict(done: &Done) -> String {
    let last = done.parsed().pop().unwrap();
    last["verdict"]["verdict"].as_str().unwrap().to_string()
}
