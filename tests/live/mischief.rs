//! Steps that do what no step should. A run must end, and never as a success that was none.

use crate::harness::Run;
use crate::support::{in_order, shell, verdict, written};

#[test]
fn a_step_that_empties_its_control_folder_still_ends() {
    for code in [0, 5] {
        let done = shell(&[
            "echo start",
            &format!("rm -rf /run/drone/.step/* /run/drone/*; exit {code}"),
        ])
        .args(&["--timeout", "60s", "--grace", "2s"])
        .events();
        let end = done.end_of("it");
        assert_eq!(end["code"], code, "{end} {}", done.stderr);
        assert_eq!(done.code, i32::from(code != 0), "{}", done.stderr);
        in_order(&done);
    }
}

#[test]
fn a_step_that_kills_everything_around_it_fails() {
    for command in [
        "sh -c 'kill -9 -1'",
        "kill -TERM 1; sleep 600",
        "sh -c 'kill -TERM -1'; sleep 600",
    ] {
        let done = shell(&["echo start", command])
            .args(&["--timeout", "60s", "--grace", "2s"])
            .events();
        assert_eq!(done.code, 1, "{command}: {}", done.stderr);
        assert_eq!(verdict(&done), "failure", "{command}");
    }
}

#[test]
fn words_of_the_control_session_are_only_output() {
    let lines = ["exit 0 0 0", "ready", "dead 0 0", "size 0 1", "ok bye 0"];
    let command = format!(
        "printf '\\036x 0 0\\n\\036%s 0 0\\n' 1; printf '%s\\n' '{}'; exit 9",
        lines.join("' '")
    );
    let done = shell(&[&command]).events().code(1);
    assert_eq!(done.end_of("it")["code"], 9);
    let got = String::from_utf8_lossy(&written(&done, "it")).into_owned();
    assert!(
        got.ends_with(&("\u{1e}x 0 0\n\u{1e}1 0 0\n".to_string() + &lines.join("\n") + "\n")),
        "{got:?}"
    );
}

#[test]
fn a_step_that_removes_the_working_tree_harms_only_the_tree() {
    let done = Run::new(
        "steps:
- {name: wreck, image: busybox, commands: ['rm -rf /drone/src/* /drone/src/.[!.]*']}
- {name: after, image: busybox, commands: ['echo here; ls -A']}
- {name: plugin, image: plugins/echo}
",
    )
    .with("file", "x")
    .done()
    .code(0);
    assert_eq!(done.lines("after").last().unwrap(), "here");
}

#[test]
fn a_record_written_by_the_step_itself_does_not_help_it() {
    let done = shell(&["echo 0 > /run/drone/.step/done", "exit 4"])
        .args(&["--timeout", "60s"])
        .events();
    assert!(
        done.code == 1 || verdict(&done) == "success",
        "a plain end: {}",
        done.stderr
    );
    in_order(&done);
}

#[test]
fn thirty_mebibytes_without_a_newline_arrive() {
    let done = shell(&["dd if=/dev/zero bs=1048576 count=30 2> /dev/null | tr '\\0' x; exit 0"])
        .args(&["--no-log-prefix"])
        .done()
        .code(0);
    let at = done.stdout.iter().position(|byte| *byte == b'\n').unwrap();
    assert_eq!(done.stdout.len() - at - 1, 30 << 20);
}

#[test]
fn a_fork_of_the_script_that_ignores_term_does_not_hold_up_an_interrupt() {
    let run = shell(&["(trap '' TERM; while :; do sleep 1; done) & echo ready; wait"])
        .args(&["--grace", "2s"])
        .start();
    run.until_stdout("ready\n");
    run.signal("INT");
    run.done().code(130);
}
