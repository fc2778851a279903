//! A bad network: cut, slow, or standing still.

use crate::bed::ours;
use crate::faults::{COUNTING, assert_counted};
use crate::harness::{Run, wait_until};
use crate::relay::Relay;
use crate::script::shell;

const FIFTY_MEGABYTES: &str =
    r#"awk 'BEGIN { for (i = 0; i < 500000; i++) printf "line %07d %087d\n", i, i }'"#;

/// `count` lines that begin with `line` and the numbers from `first` on, `width` digits each.
fn assert_numbered(lines: &[String], first: usize, count: usize, width: usize) {
    let output: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("line "))
        .collect();
    assert_eq!(output.len(), count);
    for (index, line) in output.iter().enumerate() {
        let wanted = format!("line {:0width$}", index + first);
        assert!(line.starts_with(&wanted), "{line} in place of {wanted}");
    }
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    (1_u64..)
        .flat_map(|n| {
            let mixed = (n ^ (n >> 3)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (mixed ^ (mixed >> 29)).to_le_bytes()
        })
        .take(length)
        .collect()
}

#[test]
fn a_path_that_is_cut_a_hundred_times_loses_no_log() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    relay.tell(&["cut-every", "400000", "100"]);
    let done = relay.carries(shell(&[FIFTY_MEGABYTES])).done().code(0);
    assert!(relay.status().contains("mode: pass"), "{}", relay.status());
    assert_numbered(&done.lines("it"), 0, 500_000, 7);
}

#[test]
fn a_path_that_is_cut_loses_no_line_of_a_plugin() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let run = relay
        .carries(Run::new(
            "steps:\n- {name: it, image: plugins/echo, settings: {lines: 100000, sleep: 8}}\n",
        ))
        .start();
    run.until_stdout("plugin settings");
    relay.tell(&["cut-every", "200000", "10"]);
    let done = run.done().code(0);
    assert_numbered(&done.lines("it"), 1, 100_000, 6);
}

/// Each step is released in the Pod before the client knows that the one before it has ended.
#[test]
fn a_path_that_is_cut_in_a_chain_of_short_steps_loses_none() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    relay.tell(&["cut-every", "20000", "8"]);
    let count = r"i=1; while [ $i -le 300 ]; do printf 'line %04d\\n' $i; i=$((i+1)); done";
    let steps: Vec<String> = (1..=12)
        .map(|step| format!("- {{name: s{step}, image: busybox, commands: [\"{count}\"]}}\n"))
        .collect();
    let steps = format!("steps:\n{}", steps.concat());
    let done = relay.carries(Run::new(&steps)).done().code(0);
    for step in 1..=12 {
        assert_numbered(&done.lines(&format!("s{step}")), 1, 300, 4);
    }
}

#[test]
fn a_path_that_stands_still_is_waited_for() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let run = relay.carries(Run::new(COUNTING)).start();
    run.until_stdout("n 20\n");
    relay.tell(&["stall"]);
    // Long enough that the heartbeat gives the connection up.
    std::thread::park_timeout(std::time::Duration::from_secs(20));
    relay.tell(&["pass"]);
    let done = run.done().code(1);
    assert_counted(&done.lines("count"), 150);
}

#[test]
fn an_end_that_nobody_could_tell_is_told_later() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let run = relay
        .carries(shell(&[
            "echo started",
            "until [ -e /tmp/go ]; do sleep 0.1; done",
            "echo last words",
            "exit 4",
        ]))
        .start();
    run.until_stdout("started\n");
    relay.tell(&["reset"]);
    let namespace = run.namespace().to_string();
    let pod = run.pod();
    let exec = [
        "exec", "-n", &namespace, &pod, "-c", "0-it", "--", "touch", "/tmp/go",
    ];
    bed.kubectl(&exec).unwrap();
    wait_until("the step has ended", || {
        let codes = "jsonpath={.items[*].status.containerStatuses[*].state.terminated.exitCode}";
        bed.kubectl(&["get", "pods", "-n", &namespace, "-o", codes])
            .is_ok_and(|codes| codes == "4")
    });
    relay.tell(&["pass"]);
    run.done().code(1).says(&["last words", "exit 4"]);
}

#[test]
fn an_upload_that_is_cut_is_sent_again() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let noise = noise(20 << 20);
    let run = relay
        .carries(shell(&["md5sum noise"]).with("noise", &noise))
        .args(&["--output", "json"]);
    let sum = md5_of(&run.path().join("noise"));
    relay.tell(&["rate", "8000000"]);
    let run = run.start();
    run.until_stdout("\"sent\":8388608,");
    relay.tell(&["reset"]);
    relay.tell(&["pass"]);
    run.done().code(0).says(&["sending again", &sum]);
}

fn md5_of(path: &std::path::Path) -> String {
    let output = std::process::Command::new("md5sum")
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split(' ').next().unwrap().to_string()
}

#[test]
fn an_interrupt_during_a_slow_upload() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    relay.tell(&["rate", "500000"]);
    let run = relay
        .carries(shell(&["true"]).with("noise", noise(20 << 20)))
        .args(&["--output", "json"])
        .start();
    run.until_stdout("\"sent\":1048576,");
    run.signal("INT");
    run.done().code(130).says_not(&["step_started"]);
}
