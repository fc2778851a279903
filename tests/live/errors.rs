//! What is wrong before a cluster is asked for anything.

use std::fs;

use crate::harness::Run;

const GOOD: &str = "steps:\n- {name: it, image: busybox, commands: [echo hi]}\n";

#[test]
fn every_mistake_of_the_file_is_shown_and_no_request_is_sent() {
    let run = Run::new(
        "steps:
- name: one
  commands: make
- name: one
  image: busybox
  privileged: perhaps
",
    );
    // With an unreachable server every request would end with 3.
    run.env("KUBECONFIG", "/nonexistent/config")
        .done()
        .code(2)
        .says(&[
            ".drone.yml:6:13",
            ".drone.yml:9:15",
            "^",
            "cannot unmarshal",
        ]);
}

#[test]
fn the_official_refusals_are_checked_before_a_run() {
    let text = "steps:
- {name: it, image: busybox, privileged: true, commands: [id]}
volumes:
- {name: v, host: {path: /tmp}}
";
    Run::new(text).done().code(2).says(&[
        "linter: untrusted repositories cannot enable privileged mode",
        "linter: untrusted repositories cannot mount host volumes",
    ]);
    Run::new(text)
        .args(&["--trusted"])
        .done()
        .code(0)
        .says(&["uid=0"]);
}

#[test]
fn a_file_that_is_not_there() {
    let run = Run::new(GOOD);
    fs::remove_file(run.path().join(".drone.yml")).unwrap();
    run.done().code(2).says(&[".drone.yml"]);
}

#[test]
fn kubeconfigs_that_cannot_be_used() {
    Run::new(GOOD)
        .args(&["--kubeconfig", "none"])
        .done()
        .code(2)
        .says(&["kubeconfig", "none"]);
    Run::new(GOOD)
        .with("broken", "clusters: [")
        .args(&["--kubeconfig", "broken"])
        .done()
        .code(2)
        .says(&["kubeconfig"]);
    Run::new(GOOD)
        .args(&["--context", "nowhere"])
        .done()
        .code(2)
        .says(&["nowhere", "contexts"]);
}

#[test]
fn a_server_that_does_not_answer() {
    let config = "apiVersion: v1
kind: Config
current-context: c
clusters: [{name: c, cluster: {server: 'http://127.0.0.1:9'}}]
users: [{name: u, user: {}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
";
    Run::new(GOOD)
        .with("config", config)
        .args(&["--kubeconfig", "config"])
        .done()
        .code(3)
        .says(&["127.0.0.1:9", "kubectl cluster-info"])
        .says_not(&["panicked", "RUST_BACKTRACE"]);
}

#[test]
fn a_namespace_that_is_not_there() {
    let name = "no-such-namespace-at-all";
    Run::new(GOOD)
        .user("admin")
        .args(&["--namespace", name])
        .done()
        .code(3)
        .says(&[name]);
}

#[test]
fn a_namespace_in_the_file_needs_the_word_of_the_user() {
    Run::new(&format!("metadata: {{namespace: kube-system}}\n{GOOD}"))
        .done()
        .code(2)
        .says(&["kube-system", "--namespace"]);
}
