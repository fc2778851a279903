//! Which file, which pipeline, which steps.

use std::fmt::Write as _;
use std::fs;

use crate::harness::Run;
use crate::support::in_order;

#[test]
fn every_condition_says_why_a_step_is_left_out() {
    let cases = [
        ("event", "tag", "push"),
        ("branch", "dev", "main"),
        ("ref", "refs/tags/*", "refs/heads/main"),
        ("repo", "other/*", "octocat/hello"),
        ("instance", "drone.example.com", "ci.example.com"),
        ("target", "production", "staging"),
        ("action", "opened", "synchronized"),
        ("cron", "nightly", "hourly"),
    ];
    let mut steps = "steps:\n- {name: kept, image: busybox, commands: ['true'], when: {branch: [ma*], event: {exclude: [tag]}}}\n".to_string();
    for (key, wanted, _) in cases {
        writeln!(
            steps,
            "- {{name: on-{key}, image: busybox, commands: ['true'], when: {{{key}: ['{wanted}']}}}}"
        )
        .unwrap();
    }
    let done = Run::new(&steps)
        .args(&["--build-event", "push", "--commit-target", "main"])
        .args(&[
            "--commit-ref",
            "refs/heads/main",
            "--repo-slug",
            "octocat/hello",
        ])
        .args(&[
            "--system-host",
            "ci.example.com",
            "--build-target",
            "staging",
        ])
        .args(&["--build-action", "synchronized", "--build-cron", "hourly"])
        .events()
        .code(0);
    let events = in_order(&done);
    assert_eq!(events[0]["steps"], serde_json::json!(["kept"]));
    for (key, wanted, got) in cases {
        let left_out = events
            .iter()
            .find(|event| event["event"] == "left_out" && event["name"] == format!("on-{key}"))
            .unwrap();
        let reason = left_out["reason"].as_str().unwrap();
        for word in [&format!("when.{key}"), wanted, got] {
            assert!(reason.contains(word), "{word} in {reason}");
        }
    }
}

const FOUR: &str = "services:
- {name: db, image: 'redis:7'}
steps:
- {name: a, image: busybox, commands: [echo ran-a]}
- {name: b, image: busybox, commands: [echo ran-b], depends_on: [a]}
- {name: c, image: busybox, commands: [echo ran-c], depends_on: [b]}
";

#[test]
fn include_and_exclude_leave_the_others_out() {
    let done = Run::new(FOUR).args(&["--include", "a,c"]).events().code(0);
    let events = in_order(&done);
    assert_eq!(events[0]["steps"], serde_json::json!(["a", "c"]));
    let done = Run::new(FOUR)
        .args(&["--exclude", "b", "--exclude", "db"])
        .done()
        .code(0)
        .says(&["ran-a", "ran-c", "left out", "--exclude"])
        .says_not(&["ran-b"]);
    drop(done);
}

#[test]
fn nothing_left_to_run_is_said() {
    let done = Run::new("steps:\n- {name: a, image: busybox, commands: ['true']}\n")
        .args(&["--exclude", "a"])
        .done();
    assert!([0, 2].contains(&done.code), "{done:?}");
    done.says(&["a", "--exclude"]);
}

#[test]
fn a_pipeline_for_another_runner_is_named() {
    let text = "kind: pipeline
type: docker
name: elsewhere
steps: []
---
kind: pipeline
type: kubernetes
name: here
steps:
- {name: it, image: busybox, commands: [echo from-here]}
---
kind: secret
name: token
get: {path: x, name: y}
";
    Run::file(text).done().code(0).says(&["from-here"]);
    Run::file(text)
        .args(&["--pipeline", "elsewhere"])
        .done()
        .code(2)
        .says(&["elsewhere", "docker", "here"]);
}

#[test]
fn the_file_may_be_elsewhere_and_the_tree_too() {
    let run = Run::new("steps: []\n")
        .with("ci/pipe.yml", "kind: pipeline\ntype: kubernetes\nname: x\nsteps:\n- {name: it, image: busybox, commands: [ls -A, cat inner]}\n")
        .with("tree/inner", "inner content\n");
    let done = run
        .args(&["ci/pipe.yml", "--workdir", "tree"])
        .done()
        .code(0);
    assert_eq!(
        done.lines("it"),
        ["+ ls -A", "inner", "+ cat inner", "inner content"]
    );
}

#[test]
fn the_other_spelling_of_the_name_is_found() {
    let run = Run::new("steps:\n- {name: it, image: busybox, commands: [echo found]}\n");
    fs::rename(
        run.path().join(".drone.yml"),
        run.path().join(".drone.yaml"),
    )
    .unwrap();
    run.done().code(0).says(&["it | found"]);
}

#[test]
fn a_trigger_that_does_not_hold_is_told_and_the_run_goes_on() {
    Run::new("trigger: {branch: [release]}\nsteps:\n- {name: it, image: busybox, commands: [echo ran]}\n")
        .args(&["--commit-target", "main"])
        .done()
        .code(0)
        .says(&["it | ran", "trigger.branch", "release"]);
}
