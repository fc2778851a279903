//! Order, conditions and what a failure means.

use crate::harness::Run;

#[test]
fn steps_run_one_after_the_other_in_one_working_tree() {
    let done = Run::new(
        "steps:
- {name: one, image: busybox, commands: [echo 1 >> order]}
- {name: two, image: busybox, commands: [echo 2 >> order]}
- {name: three, image: busybox, commands: [cat order]}
",
    )
    .done()
    .code(0);
    assert_eq!(done.lines("three"), ["+ cat order", "1", "2"]);
}

#[test]
fn branches_of_a_graph_run_side_by_side() {
    // Each waits for a file of the other one: in a row they would never end.
    let done = Run::new(
        "steps:
- {name: left, image: busybox, commands: [touch left, 'until [ -e right ]; do sleep 0.05; done']}
- {name: right, image: busybox, commands: [touch right, 'until [ -e left ]; do sleep 0.05; done']}
- {name: join, image: busybox, commands: [ls left right], depends_on: [left, right]}
",
    )
    .args(&["--timeout", "60s"])
    .done()
    .code(0);
    assert_eq!(done.lines("join"), ["+ ls left right", "left", "right"]);
}

#[test]
fn after_a_failure_only_what_wants_it_runs() {
    let done = Run::new(
        "steps:
- {name: bad, image: busybox, commands: [exit 3]}
- {name: next, image: busybox, commands: [echo next]}
- {name: on-failure, image: busybox, commands: [echo cleaning], when: {status: [failure]}}
- {name: always, image: busybox, commands: [echo always], when: {status: [success, failure]}}
",
    )
    .events()
    .code(1);
    assert_eq!(done.end_of("bad")["code"], 3);
    assert_eq!(done.end_of("next")["status"], "skipped");
    assert_eq!(done.end_of("on-failure")["code"], 0);
    assert_eq!(done.end_of("always")["code"], 0);
}

#[test]
fn without_a_failure_the_step_for_it_is_skipped() {
    let done = Run::new(
        "steps:
- {name: good, image: busybox, commands: [\"true\"]}
- {name: on-failure, image: busybox, commands: [echo cleaning], when: {status: [failure]}}
",
    )
    .events()
    .code(0);
    assert_eq!(done.end_of("on-failure")["status"], "skipped");
}

#[test]
fn an_ignored_failure_changes_nothing() {
    let done = Run::new(
        "steps:
- {name: advice, image: busybox, commands: [exit 1], failure: ignore}
- {name: next, image: busybox, commands: ['echo status=$DRONE_BUILD_STATUS']}
",
    )
    .done()
    .code(0);
    assert!(
        done.lines("next").contains(&"status=success".to_string()),
        "{}",
        done.text()
    );
}

#[test]
fn fail_fast_stops_what_runs() {
    let done = Run::new(
        "steps:
- {name: bad, image: busybox, failure: fast, commands: ['until [ -e started ]; do sleep 0.05; done', exit 1]}
- {name: long, image: busybox, commands: [touch started, sleep 600], depends_on: []}
- {name: after, image: busybox, commands: [echo after], depends_on: [bad]}
",
    )
    .events()
    .code(1);
    assert_eq!(done.end_of("long")["status"], "killed");
    assert_eq!(done.end_of("after")["status"], "skipped");
}

#[test]
fn code_78_ends_the_pipeline_as_a_success() {
    let done = Run::new(
        "steps:
- {name: enough, image: busybox, commands: [exit 78]}
- {name: rest, image: busybox, commands: [echo rest]}
",
    )
    .events()
    .code(0);
    assert_eq!(done.end_of("rest")["status"], "skipped");
}

#[test]
fn a_step_whose_condition_does_not_match_is_not_in_the_pod() {
    let run = Run::new(
        "steps:
- {name: here, image: busybox, commands: [sleep 600]}
- {name: release, image: 'nowhere.invalid/none:1', commands: [echo no], when: {event: [tag]}}
",
    )
    .start();
    run.until_stdout("+ sleep 600");
    let pod = run.pod();
    let names = crate::bed::bed()
        .kubectl(&[
            "get",
            "pod",
            &pod,
            "-n",
            run.namespace(),
            "-o",
            "jsonpath={.spec.containers[*].name}",
        ])
        .unwrap();
    assert_eq!(names, "drone-k8s-helper 0-here");
    run.signal("INT");
    run.done().code(130).says(&["release", "when.event"]);
}

#[test]
fn flags_choose_steps_and_pipelines() {
    let text = "kind: pipeline
type: kubernetes
name: first
steps:
- {name: a, image: busybox, commands: [echo from-a]}
- {name: b, image: busybox, commands: [echo from-b]}
---
kind: pipeline
type: kubernetes
name: second
steps:
- {name: c, image: busybox, commands: [echo from-c]}
";
    Run::file(text)
        .done()
        .code(2)
        .says(&["first", "second", "--pipeline"]);
    Run::file(text)
        .args(&["--pipeline", "second"])
        .done()
        .code(0)
        .says(&["from-c"]);
    Run::file(text)
        .args(&["--stage-name", "first", "--exclude", "a"])
        .done()
        .code(0)
        .says(&["from-b"])
        .says_not(&["from-a"]);
}

#[test]
fn a_pipeline_has_a_time() {
    Run::new("steps:\n- {name: long, image: busybox, commands: [sleep 600]}\n")
        .args(&["--timeout", "3s", "--grace", "1s"])
        .done()
        .code(124);
}
