//! Cases of `docs/compatibility.md` that no other module shows.

use crate::bed::{bed, ours};
use crate::harness::Run;

#[test]
fn w12_after_code_78_a_step_for_every_state_still_runs() {
    let done = Run::new(
        "steps:
- {name: enough, image: busybox, commands: [exit 78]}
- {name: rest, image: busybox, commands: [echo rest]}
- {name: report, image: busybox, commands: [echo reporting], when: {status: [success, failure]}}
",
    )
    .events()
    .code(0);
    assert_eq!(done.end_of("rest")["status"], "skipped");
    assert!(done.text().contains("reporting"), "{}", done.text());
}

#[test]
fn w13_a_failure_skips_what_waits_in_other_branches() {
    let run = Run::new(
        "steps:
- {name: a, image: busybox, commands: ['until [ -e b-runs ]; do sleep 0.05; done', exit 1]}
- {name: b, image: busybox, commands: [mkfifo /tmp/go, touch b-runs, cat /tmp/go], depends_on: []}
- {name: c, image: busybox, commands: [echo c], depends_on: [b]}
",
    )
    .args(&["--output", "json"])
    .start();
    run.until_stdout("{\"event\":\"step_ended\",\"step\":0");
    let (namespace, pod) = (run.namespace().to_string(), run.pod());
    let open = "echo go > /tmp/go";
    let go = [
        "exec", "-n", &namespace, &pod, "-c", "1-b", "--", "sh", "-c", open,
    ];
    bed().kubectl(&go).unwrap();
    let done = run.done().code(1);
    assert_eq!(done.end_of("b")["code"], 0);
    assert_eq!(done.end_of("c")["status"], "skipped");
}

#[test]
fn n09_nothing_is_updated_that_somebody_else_may_have_changed() {
    let Some(bed) = ours("the record of requests") else {
        return;
    };
    let run = Run::new(
        "steps:
- {name: shell, image: busybox, commands: [echo hi]}
- {name: plugin, image: plugins/echo}
",
    );
    let namespace = run.namespace().to_string();
    run.done().code(0);
    let record = bed.lever(&["audit"]);
    let own: Vec<&str> = record
        .lines()
        .filter(|line| line.contains(&namespace) && line.contains(r#""username":"drone""#))
        .collect();
    assert!(!own.is_empty());
    // A patch has no version to be in conflict with.
    assert!(
        own.iter().all(|line| !line.contains(r#""verb":"update""#)),
        "{own:?}"
    );
}
