//! Secrets: nowhere to be seen, and byte for byte where they belong.

use std::process::Command;

use crate::bed::bed;
use crate::harness::Run;
use crate::support::quoted;

const VALUE: &str = "s3cr3t/with+odd=chars&more";

fn step(commands: &[&str]) -> Run {
    let commands: Vec<String> = commands.iter().map(|command| quoted(command)).collect();
    Run::new(&format!(
        "steps:
- name: it
  image: busybox
  environment: {{TOKEN: {{from_secret: token}}}}
  commands: [{}]
",
        commands.join(", ")
    ))
    .args(&["--secret", "token"])
    .env("TOKEN", VALUE)
}

/// All spellings of the value that are to be hidden.
fn spellings() -> Vec<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};

    let mut all = vec![
        VALUE.to_string(),
        "s3cr3t%2Fwith%2Bodd%3Dchars%26more".to_string(),
        VALUE
            .bytes()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")),
    ];
    for shift in 0..3 {
        let text = "x".repeat(shift) + VALUE;
        for code in [STANDARD.encode(&text), URL_SAFE.encode(&text)] {
            // The first and the last group hold bytes of the neighbours.
            all.push(code[4..code.len() - 4].to_string());
        }
    }
    all
}

#[test]
fn no_spelling_of_a_value_is_seen() {
    let done = step(&[
        "echo $TOKEN",
        "printf '%s' $TOKEN | base64",
        "printf 'x%s' $TOKEN | base64 -w 0; echo",
        "printf 'xx%s' $TOKEN | base64 -w 10",
        "printf '%s' $TOKEN | sed 's|/|%2F|g; s|+|%2B|g; s|=|%3D|g; s|&|%26|g'; echo",
        "printf '%s' $TOKEN | od -An -v -tx1 | tr -d ' \\n'; echo",
        "for c in $(echo $TOKEN | sed 's/./& /g'); do printf '%s' $c; sleep 0.03; done; echo",
        "echo $TOKEN >&2",
        "set -x; echo $TOKEN",
        "echo a${TOKEN}b${TOKEN}",
        "exit 1",
    ])
    .done()
    .code(1);
    let all: Vec<String> = spellings();
    let words: Vec<&str> = all.iter().map(String::as_str).collect();
    // The summary repeats the last lines on stderr.
    assert!(done.stderr.contains("a******b******"), "{}", done.stderr);
    done.says_not(&words)
        .says(&["it | ******", "a******b******"]);
}

#[test]
fn events_hide_what_the_text_hides() {
    let done = step(&["echo $TOKEN; printf 'no newline %s' $TOKEN; exit 1"])
        .events()
        .code(1);
    done.says_not(&[VALUE])
        .says(&["\"******\"", "no newline ******"]);
}

#[test]
fn a_value_that_the_file_itself_repeats_is_hidden_in_the_trace() {
    let done = step(&[&format!("echo literal '{VALUE}'")]).done().code(0);
    done.says_not(&[VALUE])
        .says(&["+ echo literal '******'", "it | literal ******"]);
}

#[test]
fn nothing_in_the_cluster_but_the_secret_holds_the_value() {
    let run = step(&["echo $TOKEN", "echo ready", "sleep 600"])
        .args(&["-o", "json"])
        .start();
    run.until_stdout("\"ready\"");
    let pod = run.pod();
    let all = bed()
        .kubectl(&[
            "get",
            "pods,jobs,events,configmaps",
            "-n",
            run.namespace(),
            "-o",
            "json",
        ])
        .unwrap();
    assert!(all.contains(&pod));
    for spelling in spellings() {
        assert!(!all.contains(&spelling), "{spelling} in {all}");
    }
    let container = "0-it";
    let log = bed()
        .kubectl(&["logs", &pod, "-c", container, "-n", run.namespace()])
        .unwrap();
    assert!(!log.contains(VALUE), "{log}");
    run.signal("INT");
    run.done().code(130).says_not(&[VALUE]);
}

#[test]
fn odd_values_arrive_as_they_are() {
    let value = "a'b\"c $(CI) $$ ${CI} `x` \\n %s é 日本 *?[x]\tend";
    let run = Run::new(
        "steps:
- name: shell
  image: busybox
  environment: {TOKEN: {from_secret: token}}
  commands: ['printf %s \"$TOKEN\" | sha256sum | cut -c 1-32']
- name: plugin
  image: busybox
  environment: {TOKEN: {from_secret: token}}
  command: [sh, -c, 'printf %s \"$TOKEN\" | sha256sum | cut -c 1-32']
",
    );
    let done = run
        .args(&["--secret", "token"])
        .env("TOKEN", value)
        .done()
        .code(0);
    let output = Command::new("sh")
        .args([
            "-c",
            "printf %s \"$1\" | sha256sum | cut -c 1-32",
            "sh",
            value,
        ])
        .output()
        .unwrap();
    let sum = String::from_utf8(output.stdout).unwrap().trim().to_string();
    for step in ["shell", "plugin"] {
        assert!(done.lines(step).contains(&sum), "{step}: {}", done.text());
    }
}

#[test]
fn a_key_of_many_lines_is_hidden_line_by_line() {
    let key =
        "-----BEGIN KEY-----\nMIIEpAIBAAKCAQEAvR4x\n8uGHtQpXzq0S7fMZ2kLa\n-----END KEY-----\n";
    let run = Run::new(
        "steps:
- name: it
  image: busybox
  environment: {KEY: {from_secret: key}}
  commands:
  - 'echo \"$KEY\" > key; tail -n 2 key | head -n 1; cat -n key; base64 key; base64 -w 0 key'
",
    );
    run.args(&["--secret", "key"])
        .env("KEY", key)
        .done()
        .code(0)
        .says(&["******"])
        .says_not(&[
            "MIIEpAIBAAKCAQEAvR4x",
            "8uGHtQpXzq0S7fMZ2kLa",
            "TUlJRXBBSUJBQUtDQVFFQXZSNHg",
        ]);
}

#[test]
fn services_are_masked_too() {
    Run::new(
        "services:
- name: db
  image: busybox
  environment: {TOKEN: {from_secret: token}}
  commands: ['echo db has $TOKEN; touch up; sleep 600']
steps:
- {name: it, image: busybox, commands: ['until [ -e up ]; do sleep 0.05; done']}
",
    )
    .args(&["--secret", "token"])
    .env("TOKEN", VALUE)
    .done()
    .code(0)
    .says(&["db has ******"])
    .says_not(&[VALUE]);
}

#[test]
fn a_value_too_short_to_be_hidden_is_warned_about_by_name() {
    let done = Run::new(
        "steps:
- name: it
  image: busybox
  environment: {PIN: {from_secret: my_pin}, EMPTY: {from_secret: nothing}}
  commands: ['echo pin $PIN and nothing in =$EMPTY=']
",
    )
    .with("secrets", "my_pin=7\nnothing=\n")
    .args(&["--secret-file", "secrets"])
    .done()
    .code(0);
    assert!(done.stderr.contains("my_pin"), "{}", done.stderr);
    assert!(!done.stderr.contains("nothing"), "{}", done.stderr);
    done.says(&["pin 7 and nothing in =="]);
}
