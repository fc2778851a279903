//! Where the Pod of a pipeline runs, seen from inside a step.

use serde_json::Value;

use crate::bed::bed;
use crate::fields_pod::{has_lines, pipeline, pod};

/// The first node: its name, operating system and architecture.
fn node() -> (String, String, String) {
    let nodes = bed().kubectl(&["get", "nodes", "-o", "json"]).unwrap();
    let nodes: Value = serde_json::from_str(&nodes).unwrap();
    let node = &nodes["items"][0];
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let info = &node["status"]["nodeInfo"];
    (
        text(&node["metadata"]["name"]),
        text(&info["operatingSystem"]),
        text(&info["architecture"]),
    )
}

const ON_NODE: &str = "echo on $KUBERNETES_NODE";

#[test]
fn node_name_is_the_node_of_the_step() {
    let (name, ..) = node();
    let done = pipeline(&format!("node_name: {name}"), &[ON_NODE])
        .args(&["--trusted"])
        .done()
        .code(0);
    has_lines(&done, &[&format!("on {name}")]);
}

#[test]
fn node_selector_finds_the_node_of_the_step() {
    let (name, ..) = node();
    let done = pipeline(
        &format!("node_selector: {{kubernetes.io/hostname: {name}}}"),
        &[ON_NODE],
    )
    .args(&["--trusted"])
    .done()
    .code(0);
    has_lines(&done, &[&format!("on {name}")]);
}

#[test]
fn the_platform_finds_a_node_that_has_it() {
    let (name, os, arch) = node();
    let done = pipeline(
        &format!("platform: {{os: {os}, arch: {arch}}}"),
        &[
            ON_NODE,
            "echo $DRONE_STAGE_OS $DRONE_STAGE_ARCH",
            "uname -m",
        ],
    )
    .done()
    .code(0);
    has_lines(&done, &[&format!("on {name}"), &format!("{os} {arch}")]);
}

/// An architecture that the node does not have.
fn other() -> &'static str {
    if node().2 == "arm64" {
        "amd64"
    } else {
        "arm64"
    }
}

#[test]
fn a_platform_that_no_node_has_does_not_run() {
    pipeline(&format!("platform: {{arch: {}}}", other()), &["echo ran"])
        .args(&["--schedule-timeout", "2s"])
        .done()
        .code(3)
        .says(&["no node takes the Pod"])
        .says_not(&["it | ran"]);
}

#[test]
fn a_platform_that_no_node_has_runs_with_compat() {
    pipeline(&format!("platform: {{arch: {}}}", other()), &["echo ran"])
        .args(&["--compat"])
        .done()
        .code(0)
        .says(&["it | ran"]);
}

#[test]
fn tolerations_are_those_of_the_pod_with_their_seconds() {
    // Seen in the Pod: a taint of the only node would turn away the runs of other tests.
    let pod = pod(
        "tolerations:\n- {key: k, operator: Equal, value: v, effect: NoExecute, toleration_seconds: 77}",
    );
    let all = pod["spec"]["tolerations"].as_array().unwrap();
    let wanted = serde_json::json!({
        "key": "k", "operator": "Equal", "value": "v", "effect": "NoExecute", "tolerationSeconds": 77
    });
    assert!(all.contains(&wanted), "{all:?}");
}
