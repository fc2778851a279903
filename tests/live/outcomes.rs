//! Ends of steps and of runs, as events and as the summary.

use std::fmt::Write as _;

use crate::harness::Run;
use crate::support::{in_order, place, verdict};

const MIXED: &str = "services:
- {name: db, image: 'redis:7'}
steps:
- {name: bad, image: busybox, commands: [echo why, exit 3]}
- {name: advice, image: busybox, commands: [exit 4], failure: ignore, depends_on: []}
- {name: later, image: busybox, commands: [echo no], depends_on: [bad]}
- {name: release, image: busybox, commands: [echo no], when: {event: [tag]}, depends_on: [bad]}
- {name: report, image: plugins/echo, when: {status: [failure]}, depends_on: [bad, advice]}
";

#[test]
fn the_summary_has_a_line_for_everything() {
    let done = Run::new(MIXED)
        .args(&["--build-event", "push"])
        .done()
        .code(1);
    let summary: Vec<String> = done
        .stderr
        .rsplit_once("\n\n✓")
        .or_else(|| done.stderr.rsplit_once("\n\n-"))
        .map_or(done.stderr.as_str(), |(_, rest)| rest)
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let has = |words: &[&str]| {
        assert!(
            summary
                .iter()
                .any(|line| words.iter().all(|word| line.contains(word))),
            "{words:?} in {summary:#?}\n{}",
            done.stderr
        );
    };
    has(&["✗ bad exit 3"]);
    has(&["! advice exit 4", "ignored"]);
    has(&["- later skipped", "an earlier step failed"]);
    has(&["- release left out", "when.event", "push", "tag"]);
    has(&["report exit 0"]);
    has(&["db stopped"]);
    has(&["last lines of bad:"]);
    assert!(
        summary
            .last()
            .unwrap()
            .starts_with("failed: bad (exit 3) in"),
        "{summary:#?}"
    );
    assert!(summary.contains(&"why".to_string()), "{summary:#?}");
}

#[test]
fn events_come_in_an_order_to_rely_on() {
    let done = Run::new(MIXED)
        .args(&["--build-event", "push"])
        .events()
        .code(1);
    let events = in_order(&done);
    assert_eq!(verdict(&done), "failure");
    let left_out = events
        .iter()
        .find(|event| event["event"] == "left_out")
        .unwrap();
    assert_eq!(left_out["name"], "release");
    assert!(left_out["reason"].as_str().unwrap().contains("when.event"));
    assert_eq!(done.end_of("advice")["ignored"], true);
    assert_eq!(done.end_of("bad")["ignored"], false);
    assert_eq!(done.end_of("db")["status"], "stopped");
    let cleaned = &events[events.len() - 2];
    assert_eq!(cleaned["left"].as_array().unwrap().len(), 0, "{cleaned}");
    // For a person who pipes the events into a file.
    assert!(
        done.stderr.contains("failed: bad (exit 3)"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_diamond_joins_after_both_of_its_sides() {
    // Each notes what it finds; a plugin cannot write, but it can fail if a file is not there.
    let done = Run::new(
        "steps:
- {name: top, image: busybox, commands: [sleep 0.5, echo top > top]}
- {name: left, image: busybox, depends_on: [top], commands: [cat top, sleep 0.5, touch left]}
- {name: right, image: busybox, depends_on: [top], command: [cat, top]}
- {name: bottom, image: busybox, depends_on: [left, right], commands: [cat left]}
- {name: alone, image: busybox, depends_on: [], commands: ['until [ -e bottom ]; do sleep 0.05; done']}
- {name: last, image: busybox, depends_on: [bottom], commands: [touch bottom]}
",
    )
    .args(&["--timeout", "60s"])
    .events()
    .code(0);
    let events = in_order(&done);
    let ended = |step| place(&events, "step_ended", step);
    for (before, after) in [
        ("top", "left"),
        ("top", "right"),
        ("left", "bottom"),
        ("right", "bottom"),
    ] {
        assert!(ended(before) < ended(after), "{before} before {after}");
    }
}

#[test]
fn twenty_steps_run_in_the_order_of_the_file() {
    let mut text = "steps:\n".to_string();
    for number in 0..20 {
        writeln!(
            text,
            "- {{name: step-{number}, image: busybox, commands: ['echo {number} >> order']}}"
        )
        .unwrap();
    }
    text.push_str("- {name: last, image: busybox, commands: ['cat order']}\n");
    let done = Run::new(&text).done().code(0);
    let wanted: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    assert_eq!(done.lines("last")[1..], wanted);
}

#[test]
fn steps_whose_names_a_cluster_would_not_take() {
    let long = "n".repeat(100);
    let done = Run::new(&format!(
        "steps:
- {{name: 'a b', image: busybox, commands: [echo one]}}
- {{name: 'a-b', image: busybox, commands: [echo two]}}
- {{name: 'A/B', image: plugins/echo}}
- {{name: '日本', image: busybox, commands: [echo three]}}
- {{name: '{long}', image: busybox, commands: [echo four]}}
"
    ))
    .events()
    .code(0);
    in_order(&done);
    for (name, word) in [
        ("a b", "one"),
        ("a-b", "two"),
        ("日本", "three"),
        (&long, "four"),
    ] {
        assert_eq!(done.end_of(name)["code"], 0);
        assert!(
            done.parsed()
                .iter()
                .any(|event| event["name"] == *name && event["text"] == *word),
            "{name}"
        );
    }
}

#[test]
fn code_78_of_a_plugin_ends_the_pipeline_as_well() {
    let done = Run::new(
        "steps:
- {name: enough, image: scratch-hello, environment: {EXIT: '78'}}
- {name: rest, image: busybox, commands: [echo rest]}
- {name: always, image: busybox, commands: [echo seen], when: {status: [success, failure]}}
",
    )
    .events()
    .code(0);
    assert_eq!(verdict(&done), "success");
    assert_eq!(done.end_of("enough")["code"], 78);
    assert_eq!(done.end_of("rest")["status"], "skipped");
    assert_eq!(done.end_of("always")["code"], 0);
}

#[test]
fn a_detached_step_that_fails_does_not_fail_the_run() {
    let done = Run::new(
        "steps:
- {name: aside, image: busybox, detach: true, commands: [touch up, exit 5]}
- {name: main, image: busybox, commands: ['until [ -e up ]; do sleep 0.05; done']}
",
    )
    .events()
    .code(0);
    in_order(&done);
    assert_eq!(verdict(&done), "success");
}

#[test]
fn fail_fast_stops_a_plugin_as_well() {
    let done = Run::new(
        "steps:
- {name: long, image: plugins/echo, settings: {sleep: 600}, depends_on: []}
- {name: bad, image: busybox, failure: fast, depends_on: [], commands: [exit 6]}
- {name: clean, image: busybox, commands: ['true'], depends_on: [bad], when: {status: [failure]}}
",
    )
    .args(&["--grace", "3s"])
    .events()
    .code(1);
    in_order(&done);
    assert_eq!(done.end_of("bad")["code"], 6);
    assert_eq!(done.end_of("long")["status"], "killed");
    assert_eq!(done.end_of("clean")["status"], "skipped");
}
