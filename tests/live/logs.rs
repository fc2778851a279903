//! Output: every byte once.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::harness::Run;

fn sha256(command: &str) -> String {
    let output = Command::new("sh")
        .args(["-c", &format!("{command} | sha256sum")])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn sha256_of(bytes: &[u8]) -> String {
    use std::io::Write;

    let mut child = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

/// What a step prints after the line that traces the command.
fn after_trace(stdout: &[u8]) -> &[u8] {
    let at = stdout
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    &stdout[at..]
}

const MILLION: &str = r#"awk "BEGIN{for(i=0;i<1000000;i++) printf \"line %07d 01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678\\n\", i}""#;

fn shell(command: &str) -> Run {
    let text = command.replace('\\', "\\\\").replace('"', "\\\"");
    Run::new(&format!(
        "steps:\n- {{name: it, image: busybox, commands: [\"{text}\"]}}\n"
    ))
    .args(&["--no-log-prefix"])
}

#[test]
fn a_million_lines_of_a_shell_step_arrive_exactly() {
    let done = shell(MILLION).done().code(0);
    let output = after_trace(&done.stdout);
    assert!(output.len() > 90_000_000, "{} bytes", output.len());
    assert_eq!(sha256_of(output), sha256(MILLION));
}

#[test]
fn binary_output_without_a_final_newline_arrives_exactly() {
    let command = "{ dd if=/bin/busybox bs=1000 count=300; printf 'no newline'; } 2> /dev/null";
    let done = shell(command).done().code(0);
    let output = after_trace(&done.stdout);
    // The test images are made of this machine's busybox.
    assert_eq!(sha256_of(output), sha256(command));
    assert!(output.ends_with(b"no newline"));
}

#[test]
fn a_hundred_thousand_lines_of_a_plugin_arrive_once_each() {
    // The plugin lingers: some runtimes lose what is in their pipe when a container ends at once.
    let done = Run::new(
        "steps:\n- {name: it, image: plugins/echo, settings: {lines: 100000, sleep: 3}}\n",
    )
    .args(&["--no-log-prefix"])
    .done()
    .code(0);
    let text = done.text();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("line "))
        .collect();
    assert_eq!(lines.len(), 100_000, "{}", done.stderr);
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(*line, format!("line {:06}", index + 1));
    }
}

#[test]
fn a_slow_reader_loses_nothing_and_memory_stays_flat() {
    let command = "awk 'BEGIN{for(i=0;i<200000;i++) printf \"line %07d 012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\\n\", i}'";
    let (mut command, folder, namespace, turn) = shell(command).into_parts();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut output = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let length = stdout.read(&mut piece).unwrap();
        if length == 0 {
            break;
        }
        output.extend_from_slice(&piece[..length]);
        // Slower than the step writes, which is what this is about; nothing waits for it.
        std::thread::park_timeout(std::time::Duration::from_millis(8));
        if output.len() > 15_000_000 && output.len() < 15_000_000 + length {
            let status =
                std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
            let peak: u64 = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:"))
                .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
                .unwrap_or_default();
            assert!(peak < 64 << 10, "peak memory {peak} KiB");
        }
    }
    assert!(child.wait().unwrap().success());
    assert_eq!(
        after_trace(&output).split(|byte| *byte == b'\n').count() - 1,
        200_000
    );
    crate::harness::forget(&namespace);
    drop((folder, turn));
}

#[test]
fn a_reader_that_goes_away_ends_the_run_cleanly() {
    let (mut command, folder, namespace, turn) = shell("while :; do echo line; done").into_parts();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(141), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert!(crate::harness::objects(crate::bed::bed(), &namespace).is_empty());
    crate::harness::forget(&namespace);
    drop((folder, turn));
}

#[test]
fn output_without_newlines_is_shown_while_it_comes() {
    let run = shell("printf waiting; until [ -e go ]; do sleep 0.05; done").start();
    run.until_stdout("waiting");
    run.signal("INT");
    run.done().code(130);
}
