//! Parts of a run that vanish while it goes on.

use std::fs;
use std::process::Command;

use crate::bed::{bed, ours};
use crate::harness::{objects, wait_until};
use crate::script::shell;

const WAITING: [&str; 2] = ["echo started", "sleep 600"];

#[test]
fn a_lease_that_somebody_deletes_ends_the_run() {
    let run = shell(&WAITING).start();
    run.until_stdout("started\n");
    bed()
        .kubectl(&["delete", "jobs", "--all", "-n", run.namespace()])
        .unwrap();
    run.done().code(3).says(&["deleted the Pod"]);
}

#[test]
fn a_client_that_slept_longer_than_its_lease_says_so() {
    let run = shell(&WAITING).args(&["--lease", "20s"]).start();
    run.until_stdout("started\n");
    run.signal("STOP");
    let namespace = run.namespace().to_string();
    wait_until("the lease has removed everything", || {
        objects(bed(), &namespace).is_empty()
    });
    run.signal("CONT");
    run.done().code(3).says(&["--lease"]);
}

#[test]
fn a_helper_that_dies_is_an_error_of_the_cluster() {
    let Some(bed) = ours("killing a process of the node") else {
        return;
    };
    let run = shell(&["trap 'exit 0' TERM", "echo started", "sleep 600"])
        .args(&["--grace", "1s"])
        .start();
    run.until_stdout("started\n");
    let state = "jsonpath={.items[0].status.containerStatuses[?(@.name==\"drone-k8s-helper\")].containerID}";
    let container = bed
        .kubectl(&["get", "pods", "-n", run.namespace(), "-o", state])
        .unwrap();
    let id = container.trim_start_matches("containerd://");
    let pid = first_process(id);
    let killed = Command::new("kill").args(["-KILL", &pid]).status().unwrap();
    assert!(killed.success());
    run.done().code(3).says(&["helper"]);
}

/// The process on this machine that is number 1 in the container.
fn first_process(container: &str) -> String {
    assert!(!container.is_empty());
    let processes = fs::read_dir("/proc").unwrap();
    processes
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find(|pid| {
            let read =
                |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
            read("cgroup").contains(container)
                && read("status")
                    .lines()
                    .any(|line| line.starts_with("NSpid:") && line.ends_with("\t1"))
        })
        .unwrap()
}
