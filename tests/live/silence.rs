//! Mistakes that are found before anybody is asked: no connection is made.

use std::fs;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::Deaf;

const GOOD: &str = "kind: pipeline\ntype: kubernetes\nname: default\nsteps:\n- {name: it, image: busybox, commands: [echo hi]}\n";

/// A run that must end without a word to the server.
struct Silent {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Silent {
    /// Asserts wrong usage or input, with these words about it.
    fn refused(&self, words: &[&str]) {
        assert_eq!(self.code, Some(2), "{}", self.stderr);
        assert!(self.stdout.is_empty(), "{}", self.stdout);
        assert!(!self.stderr.is_empty() && !self.stderr.contains("panicked"));
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in {}", self.stderr);
        }
    }
}

/// Runs the file with a kubeconfig whose server waits for a call, and asserts that none came.
fn silent(text: &str, args: &[&str]) -> Silent {
    silent_with(text, &[], args)
}

fn silent_with(text: &str, files: &[(&str, &str)], args: &[&str]) -> Silent {
    let server = Deaf::new();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".drone.yml"), text).unwrap();
    fs::write(folder.path().join("config"), server.kubeconfig()).unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .args(["exec", "--kubeconfig", "config"])
        .args(args)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let silent = Silent {
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    };
    assert!(
        !server.was_called(),
        "a request was sent: {}",
        silent.stderr
    );
    silent
}

/// A pipeline with these steps, which begin on line 5.
fn steps(rest: &str) -> String {
    format!("kind: pipeline\ntype: kubernetes\nname: default\nsteps:\n{rest}")
}

#[test]
fn all_mistakes_of_a_file_with_line_and_column() {
    silent(
        &steps(
            "- name: one
  image: busybox
  commands: {a: b}
  detach: perhaps
- name: two
  image: 5
  failure: [x]
  environment: text
",
        ),
        &[],
    )
    .refused(&[
        ".drone.yml:7:13",
        ".drone.yml:8:11",
        ".drone.yml:11:12",
        ".drone.yml:12:16",
        "nothing was sent",
    ]);
}

#[test]
fn what_is_no_yaml_is_placed() {
    for (text, at) in [
        ("kind: pipeline\ntype: [kubernetes\n", ".drone.yml:"),
        ("kind: pipeline\n\tname: x\n", ".drone.yml:2:"),
        ("kind: pipeline\nname: \"x\n", ".drone.yml:"),
    ] {
        silent(text, &[]).refused(&[at]);
    }
}

#[test]
fn files_that_are_no_pipelines() {
    for text in ["", "\n", "---\n", "kind: secret\nname: x\n"] {
        silent(text, &[]).refused(&["pipeline"]);
    }
    for text in ["hello\n", "[]\n"] {
        silent(text, &[]).refused(&[".drone.yml:1:1"]);
    }
}

#[test]
fn noise_is_refused_without_a_panic() {
    let noise: String = (0..2000_u32)
        .filter_map(|n| char::from_u32(n.wrapping_mul(7919) % 0x2000))
        .collect();
    silent(&noise, &[]).refused(&[]);
    silent(&"[".repeat(100_000), &[]).refused(&[]);
    silent(&"- ".repeat(50_000), &[]).refused(&[]);
    silent("a: &x [*x]\n", &[]).refused(&[]);
}

#[test]
fn dependencies_that_cannot_be() {
    silent(
        &steps(
            "- {name: a, image: busybox, commands: ['true'], depends_on: [b]}
- {name: b, image: busybox, commands: ['true'], depends_on: [a]}
",
        ),
        &[],
    )
    .refused(&[".drone.yml:"]);
    silent(
        &steps("- {name: c, image: busybox, commands: ['true'], depends_on: [none]}\n"),
        &[],
    )
    .refused(&[".drone.yml:5:", "none"]);
}

#[test]
fn every_missing_secret_with_its_step_and_line() {
    silent(
        &steps(
            "- name: one
  image: busybox
  environment: {A: {from_secret: first_token}}
  commands: ['true']
- name: two
  image: plugins/echo
  settings:
    password:
      from_secret: second_token
",
        ),
        &[],
    )
    .refused(&[
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
    silent(GOOD, &["--secret", "not_set_anywhere"])
        .refused(&["not_set_anywhere", "NOT_SET_ANYWHERE"]);
    silent(GOOD, &["--secret-file", "none"]).refused(&["none", "No such file"]);
    let broken = ("secrets", "GOOD=value-that-is-good\nbad line\n");
    let done = silent_with(GOOD, &[broken], &["--secret-file", "secrets"]);
    done.refused(&["secrets", "line 2"]);
    for value in ["value-that-is-good", "bad line"] {
        assert!(!done.stderr.contains(value), "{}", done.stderr);
    }
}

#[test]
fn several_pipelines_are_listed() {
    let two = format!("{GOOD}---\n{}", GOOD.replace("default", "other"));
    silent(&two, &[]).refused(&["default", "(line 1)", "other", "(line 7)"]);
    silent(&two, &["--pipeline", "third"]).refused(&["third", "default", "other"]);
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
    ] {
        silent(GOOD, args).refused(&[]);
    }
    silent(GOOD, &["--include", "it,typo"]).refused(&["--include", "typo", "the steps are: it"]);
}

#[test]
fn a_dry_run_asks_nobody() {
    for format in ["yaml", "json"] {
        let done = silent(GOOD, &["--dry-run", "-o", format]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        assert!(done.stdout.contains("Pod"), "{}", done.stdout);
    }
}
