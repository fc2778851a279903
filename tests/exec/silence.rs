//! Mistakes that are found before anybody is asked: no connection is made.

use crate::harness::{Done, Run};
use crate::support::Deaf;

const GOOD: &str = "steps:\n- {name: it, image: busybox, commands: [echo hi]}\n";

/// Runs with a kubeconfig whose server waits for a call, and asserts that none came.
fn silent(run: Run, args: &[&str]) -> Done {
    let server = Deaf::new();
    let done = run
        .with("config", server.kubeconfig())
        .args(&["--kubeconfig", "config"])
        .args(args)
        .done();
    assert!(!server.was_called(), "a request was sent: {done:?}");
    done
}

#[test]
fn the_server_of_these_tests_notices_a_call() {
    let server = Deaf::new();
    let run = Run::new(GOOD)
        .with("config", server.kubeconfig())
        .args(&["--kubeconfig", "config"])
        .start();
    run.until_stderr("runs as");
    crate::harness::wait_until("the server is called", || server.was_called());
    run.done().code(3);
}

#[test]
fn all_mistakes_of_a_file_with_line_and_column() {
    let text = "kind: pipeline
type: kubernetes
name: default
steps:
- name: one
  image: busybox
  commands: {a: b}
  detach: perhaps
- name: two
  image: 5
  failure: [x]
  environment: text
";
    let done = silent(Run::file(text), &[]).code(2);
    for at in [":7:", ":8:", ":11:", ":12:"] {
        assert!(
            done.stderr.contains(&format!(".drone.yml{at}")),
            "{at}\n{}",
            done.stderr
        );
    }
    done.says(&["nothing was sent"]);
}

#[test]
fn what_is_no_yaml_is_placed() {
    for (text, at) in [
        ("kind: pipeline\ntype: [kubernetes\n", ".drone.yml:"),
        ("kind: pipeline\n\tname: x\n", ".drone.yml:2:"),
        ("kind: pipeline\nname: \"x\n", ".drone.yml:"),
    ] {
        silent(Run::file(text), &[])
            .code(2)
            .says(&[at])
            .says_not(&["panicked"]);
    }
}

#[test]
fn files_that_are_no_pipelines() {
    for text in [
        "",
        "\n",
        "---\n",
        "hello\n",
        "[]\n",
        "kind: secret\nname: x\n",
    ] {
        let done = silent(Run::file(text), &[]).code(2);
        let words = ["pipeline", ".drone.yml:1:1"];
        assert!(
            words.iter().any(|word| done.stderr.contains(word)),
            "{text:?}: {}",
            done.stderr
        );
    }
    let noise: String = (0..2000_u32)
        .filter_map(|n| char::from_u32(n.wrapping_mul(7919) % 0x2000))
        .collect();
    silent(Run::file(&noise), &[])
        .code(2)
        .says_not(&["panicked"]);
    silent(Run::file(&"[".repeat(100_000)), &[])
        .code(2)
        .says_not(&["panicked"]);
}

#[test]
fn dependencies_that_cannot_be() {
    silent(
        Run::new(
            "steps:
- {name: a, image: busybox, commands: ['true'], depends_on: [b]}
- {name: b, image: busybox, commands: ['true'], depends_on: [a]}
- {name: c, image: busybox, commands: ['true'], depends_on: [none]}
",
        ),
        &[],
    )
    .code(2)
    .says(&[".drone.yml:"]);
}

#[test]
fn every_missing_secret_with_its_step_and_line() {
    let text = "steps:
- name: one
  image: busybox
  environment: {A: {from_secret: first_token}}
  commands: ['true']
- name: two
  image: plugins/echo
  settings:
    password:
      from_secret: second_token
";
    silent(Run::new(text), &[]).code(2).says(&[
        "first_token",
        "second_token",
        ".drone.yml:7:",
        ".drone.yml:13:",
        "one",
        "two",
        "--secret",
    ]);
}

#[test]
fn secrets_that_cannot_be_read() {
    silent(Run::new(GOOD), &["--secret", "not_set_anywhere"])
        .code(2)
        .says(&["not_set_anywhere", "NOT_SET_ANYWHERE"]);
    silent(Run::new(GOOD), &["--secret-file", "none"])
        .code(2)
        .says(&["none", "No such file"]);
    silent(
        Run::new(GOOD).with("secrets", "GOOD=value-that-is-good\nbad line\n"),
        &["--secret-file", "secrets"],
    )
    .code(2)
    .says(&["secrets", "line 2"])
    .says_not(&["value-that-is-good", "bad line"]);
}

#[test]
fn wrong_usage() {
    for args in [
        &["-o", "yaml"][..],
        &["--timeout", "soon"],
        &["--lease", "1s"],
        &["--no-such-flag"],
        &["--environ", "novalue"],
        &["no-such-file.yml"],
        &["--workdir", "no-such-folder"],
    ] {
        let done = silent(Run::new(GOOD), args).code(2);
        assert!(
            done.stdout.is_empty() && !done.stderr.is_empty(),
            "{args:?}"
        );
    }
}

#[test]
fn a_dry_run_asks_nobody() {
    let done = silent(Run::new(GOOD), &["--dry-run", "-o", "yaml"]).code(0);
    assert!(done.text().contains("kind: Pod"), "{done:?}");
}
