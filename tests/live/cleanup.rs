//! Signals, kills, and objects that others delete.

use crate::bed::bed;
use crate::harness::{Run, forget, objects, wait_until};

const TALKATIVE: &str = "steps:
- name: it
  image: busybox
  commands:
  - trap 'echo last words; exit 9' TERM
  - echo started
  - sleep 600
- {name: after, image: plugins/echo}
";

#[test]
fn signals_end_a_run_in_order_and_show_the_last_lines() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let run = Run::new(TALKATIVE).start();
        run.until_stdout("started\n");
        run.signal(signal);
        run.done().code(code).says(&["last words"]);
    }
}

#[test]
fn a_plugin_is_stopped_too() {
    let run =
        Run::new("steps:\n- {name: it, image: plugins/echo, settings: {lines: 1, sleep: 600}}\n")
            .start();
    run.until_stdout("line 000001");
    run.signal("INT");
    run.done().code(130);
}

#[test]
fn an_interrupt_before_anything_runs() {
    let run = Run::new(
        "steps:\n- {name: it, image: 'no-such-registry.invalid/none:1', commands: ['true']}\n",
    )
    .start();
    run.pod();
    run.signal("INT");
    let done = run.done();
    // Either the name server or the signal is first.
    assert!([130, 3].contains(&done.code), "{done:?}");
}

#[test]
fn a_second_interrupt_leaves_at_once_and_says_what_is_left() {
    let run = Run::new("steps:\n- {name: it, image: busybox, commands: ['trap \"\" TERM', echo started, 'while :; do sleep 1; done']}\n")
        .args(&["--lease", "20s", "--grace", "15s"])
        .may_leave_objects()
        .start();
    run.until_stdout("started\n");
    run.signal("INT");
    run.until_stderr("interrupt");
    run.signal("INT");
    let namespace = run.namespace().to_string();
    run.done().code(130).says(&["pod/drone-k8s-", "20 s"]);
    wait_until("the lease has removed everything", || {
        objects(bed(), &namespace).is_empty()
    });
    forget(&namespace);
}

#[test]
fn a_killed_client_leaves_nothing_in_the_end() {
    let run = Run::new("steps:\n- {name: it, image: busybox, commands: [echo started, sleep 600], environment: {A: {from_secret: a}}}\n")
        .args(&["--lease", "20s", "--secret", "a"])
        .env("A", "value-of-a")
        .may_leave_objects()
        .start();
    run.until_stdout("started\n");
    let namespace = run.namespace().to_string();
    assert_eq!(objects(bed(), &namespace).len(), 3);
    run.signal("KILL");
    run.done().code(-9);
    wait_until("the lease has removed everything", || {
        objects(bed(), &namespace).is_empty()
    });
    forget(&namespace);
}

#[test]
fn a_pod_that_somebody_deletes_is_never_a_success() {
    for how in [&["--grace-period=1"][..], &["--grace-period=0", "--force"]] {
        let run = Run::new("steps:\n- {name: it, image: busybox, commands: ['trap \"exit 0\" TERM', echo started, sleep 600]}\n").start();
        run.until_stdout("started\n");
        let pod = run.pod();
        let mut args = vec!["delete", "pod", &pod, "-n", run.namespace(), "--wait=false"];
        args.extend(how);
        bed().kubectl(&args).unwrap();
        run.done().code(3).says(&["deleted the Pod"]);
    }
}

#[test]
fn an_evicted_pod_is_an_error_of_the_cluster() {
    let run = Run::new(TALKATIVE).start();
    run.until_stdout("started\n");
    let pod = run.pod();
    let eviction = format!(
        "{{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{{\"name\":\"{pod}\",\"namespace\":\"{}\"}}}}",
        run.namespace()
    );
    let path = format!("/api/v1/namespaces/{}/pods/{pod}/eviction", run.namespace());
    bed()
        .kubectl_with(&["create", "--raw", &path, "-f", "-"], &eviction)
        .unwrap();
    run.done().code(3).says(&["error"]);
}

#[test]
fn rights_that_are_taken_away_leave_a_word_about_what_stays() {
    let Some(bed) = crate::bed::ours("taking rights away") else {
        return;
    };
    let run = Run::new("steps:\n- {name: it, image: busybox, commands: [echo started, 'until [ -e go ]; do sleep 0.1; done']}\n")
        .args(&["--lease", "20s"])
        .may_leave_objects()
        .start();
    run.until_stdout("started\n");
    let namespace = run.namespace().to_string();
    bed.kubectl(&["delete", "rolebindings", "--all", "-n", &namespace])
        .unwrap();
    run.signal("INT");
    run.done().code(130).says(&["pod/drone-k8s-"]);
    wait_until("the lease has removed everything", || {
        objects(bed, &namespace).is_empty()
    });
    forget(&namespace);
}
