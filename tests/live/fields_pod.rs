//! Fields of a pipeline that make the Pod, seen from inside a step where anything can be seen there.
//! Those that other modules show are not here: `host_aliases` is in `places`, `image_pull_secrets` in
//! `images`, `depends_on` in `graph`, `trigger` in `choosing`.

use serde_json::Value;

use crate::bed::bed;
use crate::harness::{Done, Run};

/// A pipeline with these fields, and one busybox step `it`.
pub(crate) fn pipeline(fields: &str, commands: &[&str]) -> Run {
    Run::new(&text(fields, commands))
}

fn text(fields: &str, commands: &[&str]) -> String {
    let commands: Vec<String> = commands
        .iter()
        .map(|command| crate::script::quoted(command))
        .collect();
    format!(
        "{fields}\nsteps:\n- {{name: it, image: busybox, commands: [{}]}}\n",
        commands.join(", ")
    )
}

pub(crate) fn has_lines(done: &Done, wanted: &[&str]) {
    let lines = done.lines("it");
    for line in wanted {
        assert!(
            lines.iter().any(|own| own == line),
            "no `{line}`: {lines:?}"
        );
    }
}

/// The Pod of a run that goes on until it has been looked at.
pub(crate) fn pod(fields: &str) -> Value {
    let running = pipeline(fields, &["echo looking", "while :; do sleep 0.1; done"])
        .args(&["--trusted"])
        .start();
    running.until_stdout("looking");
    let name = running.pod();
    let pod = bed()
        .kubectl(&["get", "pod", &name, "-n", running.namespace(), "-o", "json"])
        .unwrap();
    running.signal("INT");
    running.done().code(130);
    serde_json::from_str(&pod).unwrap()
}

#[test]
fn dns_config_is_in_the_resolver_of_the_step() {
    let done = pipeline(
        "dns_config: {nameservers: [192.0.2.53], searches: [corp.example], options: [{name: ndots, value: 3}, {name: rotate}]}",
        &["cat /etc/resolv.conf"],
    )
    .done()
    .code(0);
    let text = done.lines("it").join("\n");
    for words in ["nameserver 192.0.2.53", "corp.example", "ndots:3", "rotate"] {
        assert!(text.contains(words), "no `{words}` in {text}");
    }
}

#[test]
fn labels_and_annotations_are_those_of_the_pod() {
    let pod = pod("metadata: {labels: {team: tools}, annotations: {note: 'by hand'}}");
    assert_eq!(pod["metadata"]["labels"]["team"], "tools");
    assert_eq!(pod["metadata"]["annotations"]["note"], "by hand");
}

#[test]
fn annotations_are_in_the_status_file_of_a_plugin() {
    Run::new(
        "metadata: {annotations: {note: 'by hand'}}
steps:
- {name: it, image: busybox, command: [cat, /run/drone/env]}
",
    )
    .done()
    .code(0)
    .says(&["it | note=\"by hand\""]);
}

const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

#[test]
fn a_service_account_is_who_the_step_is() {
    // A token leaves out the padding that base64 wants.
    let subject = format!(
        "p=$(cut -d. -f2 {TOKEN}/token | tr _- /+); \
         while [ $(( $(printf %s $p | wc -c) % 4 )) -ne 0 ]; do p=$p=; done; \
         printf %s $p | base64 -d | grep -o '\"sub\":\"[^\"]*\"'"
    );
    let run = pipeline("service_account_name: builder", &[&subject]).args(&["--trusted"]);
    let namespace = run.namespace().to_string();
    let kubectl = ["create", "serviceaccount", "builder", "-n", &namespace];
    bed().kubectl(&kubectl).unwrap();
    let done = run.done().code(0);
    let wanted = format!("\"sub\":\"system:serviceaccount:{namespace}:builder\"");
    has_lines(&done, &[&wanted]);
}

#[test]
fn without_a_service_account_a_step_has_no_token() {
    let look = format!("test -e {TOKEN}/token && echo token || echo none");
    let done = pipeline("", &[&look]).done().code(0);
    has_lines(&done, &["none"]);
}

#[test]
fn a_namespace_that_is_the_chosen_one_is_where_the_step_runs() {
    let run = pipeline("", &[]);
    let namespace = run.namespace().to_string();
    bed()
        .kubectl(&["create", "serviceaccount", "builder", "-n", &namespace])
        .unwrap();
    let file = text(
        &format!(
            "kind: pipeline\ntype: kubernetes\nservice_account_name: builder\nmetadata: {{namespace: {namespace}}}"
        ),
        &[&format!("cat {TOKEN}/namespace; echo")],
    );
    let done = run
        .with(".drone.yml", file)
        .args(&["--trusted"])
        .done()
        .code(0);
    has_lines(&done, &[&namespace]);
}

#[test]
fn requests_of_a_pipeline_count_when_a_node_is_chosen() {
    // No step sees them: the helper's container carries them for all.
    pipeline("resources: {requests: {cpu: 1000000}}", &["echo ran"])
        .args(&["--schedule-timeout", "2s"])
        .done()
        .code(3)
        .says(&["Insufficient cpu"])
        .says_not(&["it | ran"]);
    let pod = pod("resources: {requests: {cpu: 20, memory: 24Mi}}");
    let containers = pod["spec"]["containers"].as_array().unwrap();
    let requests: Vec<&Value> = containers
        .iter()
        .map(|container| &container["resources"]["requests"])
        .filter(|requests| requests.is_object())
        .collect();
    assert_eq!(
        requests,
        [&serde_json::json!({"cpu": "20m", "memory": "25165824"})]
    );
}

#[test]
fn a_workspace_over_the_system_is_the_usual_one() {
    for path in ["/etc", "/usr/bin/app"] {
        let done = pipeline(
            &format!("workspace: {{path: {path}}}"),
            &["pwd", "echo in $DRONE_WORKSPACE", "ls /etc/passwd /bin/sh"],
        )
        .done()
        .code(0);
        has_lines(&done, &["/drone/src", "in /drone/src", "/etc/passwd"]);
    }
}

#[test]
fn the_workspace_is_told_in_a_variable() {
    let done = pipeline(
        "workspace: {path: /w/deep}",
        &["echo in $DRONE_WORKSPACE", "pwd", "ls -A"],
    )
    .done()
    .code(0);
    has_lines(&done, &["in /w/deep", "/w/deep", ".drone.yml"]);
}
