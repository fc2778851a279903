//! Exit codes: those of steps, and what the cluster has to say about them.

use crate::harness::Run;

fn step(command: &str) -> String {
    format!("steps:\n- {{name: it, image: busybox, commands: ['{command}']}}\n")
}

#[test]
fn codes_of_a_step_are_told_as_they_are() {
    for code in [1, 2, 126, 127, 143] {
        let done = Run::new(&step(&format!("exit {code}"))).events().code(1);
        assert_eq!(done.end_of("it")["code"], code);
    }
}

#[test]
fn a_command_that_is_not_there_is_127() {
    let done = Run::new(&step("no-such-command")).events().code(1);
    assert_eq!(done.end_of("it")["code"], 127);
}

#[test]
fn out_of_memory_is_named_with_the_limit() {
    let done = Run::new(
        "steps:
- name: hungry
  image: busybox
  commands: [tail /dev/zero]
  resources: {limits: {memory: 24MiB}}
",
    )
    .events()
    .code(1);
    let end = done.end_of("hungry");
    assert_eq!(end["code"], 137, "{end}");
    let reason = end["reason"].as_str().unwrap_or_default();
    assert!(
        reason.contains("OOMKilled") && reason.contains("24 MiB"),
        "{end}"
    );
}

#[test]
fn a_plugin_out_of_memory_is_named_too() {
    let done = Run::new(
        "steps:
- name: hungry
  image: busybox
  command: [tail, /dev/zero]
  resources: {limits: {memory: 24MiB}}
",
    )
    .events()
    .code(1);
    let reason = done.end_of("hungry")["reason"]
        .as_str()
        .unwrap_or_default()
        .to_string();
    assert!(reason.contains("OOMKilled"), "{reason}");
}

#[test]
fn a_killed_script_is_137() {
    let done = Run::new(&step("kill -9 $$$$")).events().code(1);
    assert_eq!(done.end_of("it")["code"], 137);
}
