//! Output in all forms, byte for byte.

use crate::harness::{Done, Run};
use crate::support::{shell, written};

/// What the runtime keeps of it in the log of a container: containerd 1.6 drops `\r` before `\n`.
fn kept(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::new();
    for part in bytes.split_inclusive(|byte| *byte == b'\n') {
        match part.strip_suffix(b"\r\n") {
            Some(line) => kept.extend([line, b"\n"].concat()),
            None => kept.extend(part),
        }
    }
    kept
}

/// Every byte, invalid UTF-8, carriage returns, colours, a line of 200 KB, and no newline at the end.
fn sample() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).cycle().take(1024).collect();
    bytes.extend(b"\r\nprogress 1\rprogress 2\r\n\x1b[31mred\x1b[0m\x1b[2J\n\n\n");
    bytes.extend("é日本\u{202e}x\n".as_bytes());
    bytes.extend("x".repeat(200_000).as_bytes());
    bytes.extend(b"\n\xff\xfe\xc3\nend");
    bytes
}

const CAT: &str = "steps:
- {name: shell, image: busybox, commands: [cat sample]}
- {name: plugin, image: busybox, command: [cat, sample]}
";

#[test]
fn events_carry_every_byte() {
    let done = Run::new(CAT).with("sample", sample()).events().code(0);
    let got = written(&done, "shell");
    let output = got.strip_prefix(b"+ cat sample\n").unwrap();
    assert!(output == sample(), "{} bytes", output.len());
    let got = written(&done, "plugin");
    assert!(
        kept(&got) == kept(&sample()),
        "{} bytes of {}",
        got.len(),
        sample().len()
    );
}

#[test]
fn plain_output_carries_every_byte_too() {
    let done = Run::new(CAT)
        .with("sample", sample())
        .args(&["--no-log-prefix"])
        .done()
        .code(0);
    let wanted = [b"+ cat sample\n", &sample()[..]].concat();
    assert!(
        done.stdout.starts_with(&wanted),
        "{} bytes of {}",
        done.stdout.len(),
        wanted.len()
    );
    assert!(kept(&done.stdout).ends_with(&kept(&sample())));
}

#[test]
fn steps_write_to_stdout_and_the_run_to_stderr() {
    let done: Done = Run::new(
        "steps:
- {name: one, image: busybox, commands: [echo to-stdout, echo to-stderr >&2]}
- {name: two, image: plugins/echo}
",
    )
    .done()
    .code(0);
    assert!(
        done.text()
            .lines()
            .all(|line| line.starts_with("one | ") || line.starts_with("two | ")),
        "{}",
        done.text()
    );
    assert!(done.text().contains("one | to-stderr"));
    assert!(!done.stderr.contains("to-std"), "{}", done.stderr);
}

#[test]
fn lines_of_steps_that_run_side_by_side_stay_whole() {
    let talk = |word: &str| {
        format!("for i in $(seq 200); do printf {word}; printf '{word}{word}\\n'; done")
    };
    let done = Run::new(&format!(
        "steps:
- {{name: a, image: busybox, depends_on: [], commands: [\"{}\"]}}
- {{name: b, image: busybox, depends_on: [], commands: [\"{}\"]}}
",
        talk("left").replace('\\', "\\\\"),
        talk("right").replace('\\', "\\\\")
    ))
    .done()
    .code(0);
    for (step, word) in [("a", "leftleftleft"), ("b", "rightrightright")] {
        let lines = done.lines(step);
        assert_eq!(
            lines.iter().filter(|line| *line == word).count(),
            200,
            "{step}"
        );
    }
}

#[test]
fn a_step_that_says_nothing_has_no_lines() {
    let done = Run::new("steps:\n- {name: it, image: busybox, command: ['true']}\n")
        .done()
        .code(0);
    assert!(done.stdout.is_empty(), "{}", done.text());
}

#[test]
fn many_steps_with_output_lose_none_of_it() {
    use std::fmt::Write as _;

    let mut text = "steps:\n".to_string();
    for number in 0..8 {
        writeln!(
            text,
            "- {{name: s{number}, image: busybox, depends_on: [], commands: ['seq 2000']}}"
        )
        .unwrap();
    }
    let done = Run::new(&text).done().code(0);
    for number in 0..8 {
        let lines = done.lines(&format!("s{number}"));
        assert_eq!(lines.len(), 2001, "s{number}");
        assert_eq!(lines.last().unwrap(), "2000");
    }
}

#[test]
fn colour_is_for_terminals_only_unless_it_is_asked_for() {
    let done = shell(&["echo hi"]).done().code(0);
    assert!(!done.text().contains('\u{1b}') && !done.stderr.contains('\u{1b}'));
    let done = shell(&["echo hi"])
        .args(&["--color", "always"])
        .done()
        .code(0);
    assert!(done.stderr.contains("\u{1b}["), "{}", done.stderr);
}
