//! What a person or a program sees of a run, from events to bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that gets nothing has failed"
)]

mod report;

use std::time::Duration;

use drone_k8s::engine::event::{Event, StepResult, Verdict};
use drone_k8s::plan::LeftOut;
use drone_k8s::report::{Options, Style};

use report::{Screen, Sink, ended, exited, golden, output, show, show_on_screen, started};

fn options() -> Options {
    Options {
        color: false,
        prefix: true,
        stdout_is_terminal: false,
        left_out: Vec::new(),
    }
}

fn terminal() -> Options {
    Options {
        color: true,
        stdout_is_terminal: true,
        ..options()
    }
}

fn over(verdict: Verdict) -> Event {
    Event::RunEnded {
        verdict,
        duration: Duration::from_millis(75_400),
    }
}

fn left_out() -> Vec<LeftOut> {
    vec![LeftOut {
        name: "docs".into(),
        reason: "when.branch does not match \"main\"".into(),
    }]
}

/// A run in which about everything happens.
fn eventful() -> Vec<Event> {
    let message = "image reg.example/none:1 cannot be pulled: not found\n  check its name";
    let left = vec![
        "pod/drone-x7k2p".to_owned(),
        "secret/drone-x7k2p".to_owned(),
    ];
    vec![
        started(&[
            "build",
            "unit-tests",
            "lint",
            "db",
            "deploy",
            "slow",
            "image",
        ]),
        Event::Waiting {
            message: "pulling golang:1.22 for step build".into(),
        },
        Event::Waiting {
            message: "pulling golang:1.22 for step build".into(),
        },
        Event::Upload {
            sent: 1000,
            total: 1_258_291,
            entries: 12,
            done: false,
        },
        Event::Upload {
            sent: 1_258_291,
            total: 1_258_291,
            entries: 12,
            done: true,
        },
        Event::StepStarted { step: 3 },
        Event::StepStarted { step: 0 },
        output(0, "compiling\nhalf"),
        Event::StepStarted { step: 1 },
        output(1, "ok 1\nnot ok 2\n"),
        output(0, " a line\n"),
        Event::Warning {
            message: "the cluster says: disk is slow\n  look at the node".into(),
        },
        ended(0, exited(0), 1_240),
        output(1, "expected 1, got 2"),
        ended(
            1,
            StepResult::Exited {
                code: 137,
                reason: Some("OOMKilled (limit 64 MiB)".into()),
                ignored: false,
            },
            65_000,
        ),
        Event::StepStarted { step: 2 },
        ended(
            2,
            StepResult::Exited {
                code: 1,
                reason: None,
                ignored: true,
            },
            90,
        ),
        ended(
            4,
            StepResult::Skipped {
                reason: "an earlier step failed".into(),
            },
            0,
        ),
        Event::StepStarted { step: 5 },
        ended(
            5,
            StepResult::Killed {
                reason: "failure: fast of step unit-tests".into(),
            },
            3_000,
        ),
        ended(
            6,
            StepResult::Error {
                message: message.into(),
            },
            0,
        ),
        ended(3, StepResult::Stopped, 70_000),
        Event::CleanedUp {
            left,
            message: Some("they go at 14:05 with their lease".into()),
        },
        over(Verdict::Failure),
    ]
}

#[test]
fn plain_text_of_a_whole_run() {
    let options = Options {
        left_out: left_out(),
        ..options()
    };
    let shown = show(Style::Plain, options, &eventful());
    golden("plain.stdout", &shown.stdout);
    golden("plain.stderr", &shown.stderr);
}

#[test]
fn json_lines_of_a_whole_run() {
    let options = Options {
        left_out: left_out(),
        ..options()
    };
    let shown = show(Style::Json, options, &eventful());
    golden("json.stdout", &shown.stdout);
    for line in shown.stdout.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(value["event"].is_string(), "{line}");
    }
    assert_eq!(
        shown.stderr,
        "failed: unit-tests (exit 137), slow (killed), image (error) in 1m15s\n"
    );
}

#[test]
fn a_terminal_at_the_end_of_a_whole_run() {
    let options = Options {
        left_out: left_out(),
        ..terminal()
    };
    let bytes = show_on_screen(options, &eventful());
    golden("tty.screen", &Screen::after(&bytes));
    let text = String::from_utf8_lossy(&bytes);
    // The status line while it was there: what runs, and a line that is not over.
    assert!(text.contains("build, db · build | half"), "{text}");
    assert!(text.contains("uploading ["), "{text}");
    assert!(
        text.contains("pulling golang:1.22 for step build"),
        "{text}"
    );
    // Steps in different colours, results in theirs.
    assert!(
        text.contains("\x1b[36mbuild      | \x1b[0mcompiling\n"),
        "{text}"
    );
    assert!(
        text.contains("\x1b[33munit-tests | \x1b[0mok 1\n"),
        "{text}"
    );
    assert!(
        text.contains("\x1b[31m✗\x1b[0m unit-tests  exit 137"),
        "{text}"
    );
}

#[test]
fn without_colour_there_are_no_colours() {
    let options = Options {
        color: false,
        ..terminal()
    };
    let text = String::from_utf8(show_on_screen(options, &eventful())).unwrap();
    for (at, _) in text.match_indices('\x1b') {
        let end = text[at..].find(|c: char| c.is_ascii_alphabetic()).unwrap();
        assert_ne!(
            &text[at + end..=at + end],
            "m",
            "{:?}",
            &text[at..=at + end]
        );
    }
}

#[test]
fn stdout_and_stderr_in_one_place_keep_their_order() {
    let events = [
        started(&["a"]),
        Event::StepStarted { step: 0 },
        output(0, "first\n"),
        Event::Warning {
            message: "second".into(),
        },
        output(0, "third"),
        ended(0, exited(0), 100),
    ];
    let both = Sink::default();
    report::feed(Style::Plain, options(), &events, &both, &both, false);
    let text = both.text();
    let from = text.find("▸ a").unwrap();
    assert_eq!(
        &text[from..],
        "▸ a\na | first\nwarning: second\na | third\n✓ a  exit 0  0.1s\n"
    );
}

#[test]
fn without_a_prefix_bytes_come_as_they_are() {
    let mut random = 7_u32;
    let binary: Vec<u8> = std::iter::repeat_with(|| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 24) as u8
    })
    .take(300_000)
    .collect();
    let mut events = vec![started(&["a", "b"])];
    for (at, chunk) in binary.chunks(4_099).enumerate() {
        events.push(Event::Output {
            step: at % 2,
            bytes: chunk.to_vec(),
        });
    }
    events.extend([
        ended(0, exited(0), 1),
        ended(1, exited(0), 1),
        over(Verdict::Success),
    ]);
    let shown = show(
        Style::Plain,
        Options {
            prefix: false,
            ..options()
        },
        &events,
    );
    assert!(shown.raw == binary);
}

#[test]
fn with_a_prefix_no_byte_is_lost_or_changed() {
    let text: Vec<u8> = (0..3_000_u32)
        .flat_map(|n| [&vec![b'\xff'; (n % 97) as usize][..], b"\0\r\x1b[2J", b"\n"].concat())
        .collect();
    for size in [1, 7, 1000, 65_536] {
        let mut events = vec![started(&["a"])];
        events.extend(text.chunks(size).map(|chunk| Event::Output {
            step: 0,
            bytes: chunk.to_vec(),
        }));
        let shown = show(Style::Plain, options(), &events);
        let back: Vec<u8> = shown
            .raw
            .split_inclusive(|byte| *byte == b'\n')
            .flat_map(|line| {
                line.strip_prefix(b"a | ")
                    .expect("each line has its prefix")
            })
            .copied()
            .collect();
        assert!(back == text, "chunks of {size}");
    }
}

#[test]
fn an_open_line_ends_when_another_step_writes_or_its_own_ends() {
    let events = [
        started(&["a", "bb"]),
        output(0, "one "),
        output(0, "two"),
        output(1, "x\ny"),
        output(0, "three"),
        ended(0, exited(0), 1),
        output(1, "z"),
        over(Verdict::Success),
    ];
    let shown = show(Style::Plain, options(), &events);
    assert_eq!(
        shown.stdout,
        "a  | one two\nbb | x\nbb | y\na  | three\nbb | z\n"
    );
}

#[test]
fn names_and_messages_cannot_control_the_terminal() {
    let evil = "a\x1b]0;owned\x07\x1b[2J\u{9b}1A\r\u{202e}b";
    let events = [
        Event::RunStarted {
            run: evil.into(),
            namespace: evil.into(),
            context: Some(evil.into()),
            server: Some(evil.into()),
            user: Some(evil.into()),
            pipeline: evil.into(),
            steps: vec![evil.into()],
        },
        Event::Waiting {
            message: evil.into(),
        },
        output(0, "ok\n"),
        Event::Warning {
            message: evil.into(),
        },
        ended(
            0,
            StepResult::Error {
                message: evil.into(),
            },
            0,
        ),
        Event::CleanedUp {
            left: vec![evil.into()],
            message: Some(evil.into()),
        },
        over(Verdict::Error {
            message: evil.into(),
        }),
    ];
    let mut options = Options {
        color: false,
        ..terminal()
    };
    options.left_out = vec![LeftOut {
        name: evil.into(),
        reason: evil.into(),
    }];
    for style in [Style::Plain, Style::Json] {
        let shown = show(style, options.clone(), &events);
        for text in [&shown.stdout, &shown.stderr] {
            let bad = text
                .chars()
                .find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
            assert_eq!(bad, None, "{style:?}: {text:?}");
        }
    }
    // Programs get the real thing.
    let shown = show(Style::Json, options, &events);
    let first: serde_json::Value =
        serde_json::from_str(shown.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["run"], evil);
}

#[test]
fn the_first_line_says_where_the_run_goes_and_as_whom() {
    let events = [Event::RunStarted {
        run: "drone-x7k2p".into(),
        namespace: "ci".into(),
        context: Some("prod-eu".into()),
        server: Some("api.example.com:6443".into()),
        user: Some("ann".into()),
        pipeline: "default".into(),
        steps: Vec::new(),
    }];
    let plain = show(Style::Plain, options(), &events);
    assert_eq!(
        plain.stderr,
        "pipeline default runs as drone-x7k2p in namespace ci of context prod-eu (server \
         api.example.com:6443, user ann)\n"
    );
    let json = show(Style::Json, options(), &events);
    for word in [
        r#""server":"api.example.com:6443""#,
        r#""user":"ann""#,
        r#""context":"prod-eu""#,
    ] {
        assert!(json.stdout.contains(word), "{}", json.stdout);
    }
}

#[test]
fn output_cannot_control_the_terminal() {
    let text =
        "50%\r100%\x1b[K\r\n\x1b[31mred\nstill\x1b[0m over\n\x1b[5A\x1b]0;t\x07up\nab\x08c\n";
    for size in 1..=text.len() {
        let mut events = vec![started(&["a", "b"])];
        for chunk in text.as_bytes().chunks(size) {
            events.push(Event::Output {
                step: 0,
                bytes: chunk.to_vec(),
            });
            events.push(output(1, "."));
        }
        events.push(ended(0, exited(0), 1));
        let options = Options {
            color: false,
            ..terminal()
        };
        let shown = show(Style::Plain, options, &events);
        assert_eq!(
            shown.stdout,
            "a | 100%\na | \x1b[31mred\x1b[0m\na | \x1b[31mstill\x1b[0m over\x1b[0m\na | up\na | ac\n",
            "chunks of {size}"
        );
    }
}

#[test]
fn a_terminal_gets_very_long_lines_in_parts() {
    let mut events = vec![started(&["a"])];
    events.extend((0..40).map(|_| output(0, &"x".repeat(5_000))));
    events.extend([output(0, "\n"), ended(0, exited(0), 1)]);
    let shown = show(
        Style::Plain,
        Options {
            color: false,
            ..terminal()
        },
        &events,
    );
    assert_eq!(shown.stdout.matches('x').count(), 200_000);
    assert!(
        shown
            .stdout
            .lines()
            .all(|line| line.starts_with("a | x") && line.len() <= 65_540)
    );
}

#[test]
fn json_gives_back_exactly_what_a_step_wrote() {
    let long = "ä".repeat(100_000);
    let mut text = format!("one\r\n\n{long}\n\u{9b}31m\n").into_bytes();
    text.extend_from_slice(b"\xff\xfe\nend");
    for size in [1, 65_535, 65_536] {
        let mut events = vec![started(&["a"])];
        events.extend(text.chunks(size).map(|chunk| Event::Output {
            step: 0,
            bytes: chunk.to_vec(),
        }));
        events.push(ended(0, exited(0), 1));
        let shown = show(Style::Json, options(), &events);
        let mut back = Vec::new();
        let mut kinds = Vec::new();
        for line in shown.stdout.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            if value["event"] != "output" {
                continue;
            }
            assert_eq!(value["name"], "a");
            match value["text"].as_str() {
                Some(text) => back.extend_from_slice(text.as_bytes()),
                None => back.extend_from_slice(&report::base64(value["base64"].as_str().unwrap())),
            }
            let partial = value.get("partial").is_some();
            assert!(line.len() < 70_000);
            if !partial {
                back.push(b'\n');
            }
            kinds.push((value["base64"].is_string(), partial));
        }
        assert!(back == text, "chunks of {size}");
        let (line, piece, binary) = ((false, false), (false, true), (true, false));
        assert_eq!(
            kinds,
            [line, line, piece, piece, piece, line, line, binary, piece]
        );
    }
}

#[test]
fn the_last_lines_of_a_failed_step_stand_in_the_summary() {
    let mut events = vec![started(&["good", "bad"]), Event::StepStarted { step: 1 }];
    for number in 1..=5_000 {
        events.push(output(0, &format!("good {number}\n")));
        events.push(output(1, &format!("bad \x1b[31m{number}\x1b[0m\n")));
    }
    events.extend([
        ended(0, exited(0), 1),
        ended(1, exited(9), 1),
        over(Verdict::Failure),
    ]);
    let stderr = show(Style::Plain, options(), &events).stderr;
    let from = stderr
        .find("last lines of bad:\n")
        .expect("there is a heading");
    let shown: Vec<&str> = stderr[from..]
        .lines()
        .skip(1)
        .take_while(|l| !l.is_empty())
        .collect();
    let expected: Vec<String> = (4_991..=5_000)
        .map(|number| format!("  bad {number}"))
        .collect();
    assert_eq!(shown, expected);
    assert!(!stderr.contains("last lines of good"));
}

#[test]
fn last_lines_of_what_was_stopped_are_shown_only_when_it_hung() {
    let killed = StepResult::Killed {
        reason: "stopped".into(),
    };
    for (verdict, expected) in [
        (Verdict::Interrupted { signal: 2 }, false),
        (
            Verdict::TimedOut {
                limit: Duration::from_secs(60),
            },
            true,
        ),
    ] {
        let events = [
            started(&["a"]),
            Event::StepStarted { step: 0 },
            output(0, "hanging here\n"),
            ended(0, killed.clone(), 100),
            over(verdict),
        ];
        let stderr = show(Style::Plain, options(), &events).stderr;
        assert_eq!(
            stderr.contains("last lines of a:\n  hanging here\n"),
            expected,
            "{stderr}"
        );
    }
}

#[test]
fn ignored_failures_are_counted() {
    let ignored = StepResult::Exited {
        code: 1,
        reason: None,
        ignored: true,
    };
    let events = [
        started(&["a", "b"]),
        ended(0, ignored, 100),
        ended(1, exited(78), 100),
        over(Verdict::Success),
    ];
    let stderr = show(Style::Plain, options(), &events).stderr;
    assert!(
        stderr.ends_with("\nsucceeded in 1m15s (1 failure ignored)\n"),
        "{stderr}"
    );
    assert!(stderr.contains("\n✓ b  exit 78"), "{stderr}");
}

#[test]
fn the_end_of_a_huge_line_is_enough_for_the_summary() {
    let mut events = vec![started(&["bad"]), Event::StepStarted { step: 0 }];
    events.extend((0..100).map(|_| output(0, &"x".repeat(60_000))));
    events.extend([
        output(0, "END"),
        ended(0, exited(1), 1),
        over(Verdict::Failure),
    ]);
    let stderr = show(Style::Plain, options(), &events).stderr;
    let line = stderr
        .lines()
        .find(|line| line.ends_with("xEND"))
        .expect("the end is shown");
    assert!(
        line.starts_with("  …x") && line.len() < 20_000,
        "{}",
        line.len()
    );
}

#[test]
fn the_verdict_is_the_last_line() {
    let verdicts = [
        (Verdict::Success, "succeeded in 1m15s\n"),
        (Verdict::Failure, "failed in 1m15s\n"),
        (
            Verdict::TimedOut {
                limit: Duration::from_secs(3600),
            },
            "timed out: the run may take 1h00m (--timeout)\n",
        ),
        (
            Verdict::Interrupted { signal: 2 },
            "interrupted by SIGINT after 1m15s\n",
        ),
        (
            Verdict::Interrupted { signal: 13 },
            "stopped: nobody reads stdout any more\n",
        ),
        (
            Verdict::Error {
                message: "no node takes the Pod\n  remove node_selector".into(),
            },
            "error: no node takes the Pod\n  remove node_selector\n",
        ),
    ];
    for (verdict, expected) in verdicts {
        // Nothing but the verdict when the run never began.
        let shown = show(Style::Plain, options(), &[over(verdict.clone())]);
        assert_eq!(shown.stderr, expected);
        let events = [started(&["a"]), over(verdict.clone())];
        let shown = show(Style::Plain, options(), &events);
        assert!(
            shown.stderr.ends_with(&format!("\n\n{expected}")),
            "{}",
            shown.stderr
        );
        let json = show(Style::Json, options(), &[over(verdict.clone())]).stderr;
        let one_line = expected.trim_end().replace("\n  ", "; ") + "\n";
        let expected = if verdict == Verdict::Success {
            ""
        } else {
            one_line.as_str()
        };
        assert_eq!(json, expected);
    }
}

#[test]
fn a_broken_pipe_is_told_once_and_the_summary_still_comes() {
    for style in [Style::Plain, Style::Json, Style::Tty] {
        let stdout = Sink::broken(std::io::ErrorKind::BrokenPipe);
        let stderr = Sink::default();
        let events = [
            started(&["a"]),
            output(0, &"x\n".repeat(40_000)),
            output(0, "more\n"),
            ended(0, exited(1), 10),
            over(Verdict::Failure),
        ];
        let errors = report::feed(style, options(), &events, &stdout, &stderr, true);
        assert_eq!(errors, [std::io::ErrorKind::BrokenPipe], "{style:?}");
        assert_eq!(stdout.attempts(), 1, "{style:?}");
        let text = stderr.text();
        assert!(
            text.trim_end().ends_with("failed: a (exit 1) in 1m15s"),
            "{style:?}: {text}"
        );
        assert!(!text.contains("cannot write"), "{text}");
    }
}

#[test]
fn a_full_disk_is_named() {
    let stdout = Sink::broken(std::io::ErrorKind::StorageFull);
    let stderr = Sink::default();
    let events = [
        started(&["a"]),
        output(0, "x\n"),
        output(0, "y\n"),
        over(Verdict::Success),
    ];
    let errors = report::feed(Style::Plain, options(), &events, &stdout, &stderr, true);
    assert_eq!(errors, [std::io::ErrorKind::StorageFull]);
    assert_eq!(
        stderr
            .text()
            .matches("error: cannot write stdout: ")
            .count(),
        1
    );
}

#[test]
fn output_waits_for_flush_only_up_to_a_limit() {
    let stdout = Sink::default();
    let stderr = Sink::default();
    let mut reporter = report::reporter(Style::Plain, options(), &stdout, &stderr);
    reporter.event(&started(&["a"])).unwrap();
    reporter.event(&output(0, "x\n")).unwrap();
    reporter.flush().unwrap();
    assert_eq!(stdout.text(), "a | x\n");
    for _ in 0..1000 {
        reporter.event(&output(0, &"y".repeat(1000))).unwrap();
    }
    assert!(stdout.text().len() > 900_000);
}

#[test]
fn steps_that_nobody_announced_are_no_problem() {
    for style in [Style::Plain, Style::Json, Style::Tty] {
        for options in [options(), terminal()] {
            let events = [
                output(7, "x"),
                Event::StepStarted { step: 9 },
                ended(9, exited(1), 1),
                over(Verdict::Failure),
            ];
            let shown = show(style, options, &events);
            assert!(shown.stdout.contains('x'), "{style:?}");
        }
    }
}
