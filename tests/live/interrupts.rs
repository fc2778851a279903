//! Ctrl-C at odd moments. A grace of ten minutes is longer than any test may take: what ends in time
//! has not waited for it.

use crate::bed::ours;
use crate::harness::{Run, until_the_lease_is_over};
use crate::script::{STUBBORN, shell};

const LONG: [&str; 2] = ["--grace", "10m"];

#[test]
fn a_script_whose_image_hangs_is_not_waited_for() {
    hanging("commands: [echo never]");
}

#[test]
fn a_plugin_whose_image_hangs_is_not_waited_for() {
    hanging("settings: {a: b}");
}

fn hanging(what: &str) {
    if ours("a registry that hangs").is_none() {
        return;
    }
    let run = Run::new(&format!(
        "steps:
- {{name: first, image: busybox, commands: [echo seen]}}
- {{name: stuck, image: '127.0.0.1:5002/none/none:1', {what}}}
"
    ))
    .args(&LONG)
    .args(&["--output", "json"])
    .start();
    run.until_stdout("{\"event\":\"step_started\",\"step\":1");
    run.signal("INT");
    let done = run.done().code(130).says(&["\"text\":\"seen\""]);
    assert_eq!(done.end_of("first")["code"], 0);
    assert_eq!(done.end_of("stuck")["status"], "killed");
}

#[test]
fn a_plugin_that_ends_when_it_is_told_to_is_the_end_of_the_run() {
    let run =
        Run::new("steps:\n- {name: it, image: plugins/echo, settings: {lines: 1, sleep: 600}}\n")
            .args(&LONG)
            .start();
    run.until_stdout("line 000001");
    run.signal("INT");
    run.done().code(130).says(&["plugin: told to stop"]);
}

#[test]
fn a_plugin_and_a_script_are_stopped_together() {
    let run = Run::new(
        "steps:
- {name: script, image: busybox, depends_on: [clone], commands: [\"trap 'sleep 1 && echo undisturbed; exit 3' TERM\", echo started, sleep 600]}
- {name: plugin, image: plugins/echo, depends_on: [clone], settings: {lines: 1, sleep: 600}}
",
    )
    .args(&LONG)
    .start();
    run.until_stdout("started\n");
    run.until_stdout("line 000001");
    run.signal("INT");
    run.done()
        .code(130)
        .says(&["plugin: told to stop", "undisturbed"]);
}

#[test]
fn a_script_that_calls_its_end_a_success_is_not_followed() {
    let done = Run::new(
        "steps:
- {name: first, image: busybox, commands: [\"trap 'exit 0' TERM\", echo started, 'sleep 600 & wait']}
- {name: second, image: busybox, commands: [echo was here]}
",
    )
    .args(&LONG)
    .start();
    done.until_stdout("started\n");
    done.signal("INT");
    let done = done.done().code(130);
    assert!(
        done.lines("second").is_empty(),
        "{:?}",
        done.lines("second")
    );
}

#[test]
fn a_second_interrupt_while_a_step_takes_its_time() {
    let run = shell(&STUBBORN)
        .args(&LONG)
        .args(&["--lease", "20s"])
        .may_leave_objects()
        .start();
    run.until_stdout("started\n");
    run.signal("INT");
    run.until_stdout("caught\n");
    run.signal("INT");
    let namespace = run.namespace().to_string();
    run.done().code(130).says(&["pod/drone-k8s-", "20 s"]);
    until_the_lease_is_over(&namespace);
}
