//! What happens to a script on its way into the official runner's shell.

use super::code::Code;
use super::image_shell::Shell;
use super::portable::is_posix;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK710",
        name: "backticks-run-twice",
        severity: Severity::Warning,
        refused: false,
        summary: "A command substitution with backticks, which the official runner runs twice.",
        why: "The official runner prints each command before it runs it and protects `$` there, but not backticks: they run for the printing and once more for the command. `$(…)` runs once.",
        official: "Runs what is between the backticks twice.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -o «`./next-name.sh`»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -o $(./next-name.sh)
",
        check: Check::Step(backticks),
    },
    Rule {
        id: "DK711",
        name: "echo-mangles-backslash",
        severity: Severity::Warning,
        refused: false,
        summary: "A `\\n` or `\\0` that Debian's `echo` replaces before the command sees it.",
        why: "The official runner sends the script through `echo` of the image's shell. That of Debian and Ubuntu replaces `\\n` by a line break and `\\0` by nothing, which breaks strings in sed, awk, Python, JSON.",
        official: "Runs the script with the backslash replaced.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: debian:12
  commands:
  - sed 's/,/«\\n»/g' list.txt
",
        good: "steps:
- name: build
  image: alpine:3.20
  commands:
  - sed 's/,/\\n/g' list.txt
",
        check: Check::Step(backslashes),
    },
    Rule {
        id: "DK712",
        name: "stdin-swallowed",
        severity: Severity::Warning,
        refused: false,
        summary: "A command that reads its input, followed by others.",
        why: "With the official runner the input of a command is the rest of the script. Where `/bin/sh` is bash, `ssh` or `docker run -i` reads it away: the step ends there and counts as a success.",
        official: "Skips the rest of the script if the shell is bash.",
        fix: Fixable::Safe,
        bad: "steps:
- name: deploy
  image: rockylinux:9
  commands:
  - «ssh» deploy@example.com ./restart.sh
  - ./check.sh
",
        good: "steps:
- name: deploy
  image: rockylinux:9
  commands:
  - ssh deploy@example.com ./restart.sh </dev/null
  - ./check.sh
",
        check: Check::Step(swallowed),
    },
];

fn backticks(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    if !is_posix(pipeline) {
        return;
    }
    let file = cx.file;
    for command in step.commands.iter().filter(|text| text.contains('`')) {
        let code = Code::new(file, command);
        if code.shell.is_open {
            continue;
        }
        for range in &code.shell.backticks {
            let span = code.span(range);
            let inner = code.text(&(range.start + 1..range.end.saturating_sub(1)));
            let problem = cx.report(span, "the official runner runs this twice");
            problem.help = Some("write `$(…)` in place of the backticks".to_owned());
            let first = range.start..range.start + 1;
            let last = range.end.saturating_sub(1)..range.end;
            let is_plain = !inner.contains(['\\', '`'])
                && code.is_verbatim(file, &first)
                && code.is_verbatim(file, &last);
            if is_plain {
                let edits = [
                    (code.span(&first), "$(".to_owned()),
                    (code.span(&last), ")".to_owned()),
                ];
                problem.set_fix(true, "write `$(…)`", edits);
            }
        }
    }
}

/// Programs that take a line break for something else than the two characters.
const LITERAL: [&str; 9] = [
    "awk", "curl", "gawk", "jq", "mawk", "node", "python", "python3", "sed",
];
/// Programs that know `\0`.
const NUL: [&str; 4] = ["awk", "printf", "sed", "tr"];

fn backslashes(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    if !is_posix(pipeline) || Shell::of(&step.image) != Shell::Dash {
        return;
    }
    let file = cx.file;
    for command in step.commands.iter().filter(|text| text.contains('\\')) {
        let code = Code::new(file, command);
        for simple in &code.shell.commands {
            let Some((program, arguments)) = simple.words.split_first() else {
                continue;
            };
            let program = code.text(program);
            let escapes: &[(&str, bool)] = &[
                ("\\n", LITERAL.contains(&program)),
                ("\\0", NUL.contains(&program)),
            ];
            for word in arguments {
                let text = code.text(word);
                let found = escapes
                    .iter()
                    .filter(|(_, counts)| *counts)
                    .filter_map(|(escape, _)| lone(text, escape).map(|at| (at, *escape)))
                    .min();
                let Some((at, escape)) = found else { continue };
                let span = code.span(&(word.start + at..word.start + at + escape.len()));
                let becomes = if escape == "\\n" {
                    "a line break"
                } else {
                    "nothing"
                };
                let message = format!(
                    "with the official runner `{program}` sees {becomes} here: the `echo` of `{}` replaces `{escape}`",
                    step.image
                );
                let problem = cx.report(span, message);
                problem.help = Some(
                    "move the command into a script of the repository, or take an Alpine image"
                        .to_owned(),
                );
            }
        }
    }
}

/// Where an escape stands whose backslash is not itself escaped.
fn lone(text: &str, escape: &str) -> Option<usize> {
    text.match_indices(escape).map(|(at, _)| at).find(|&at| {
        let before = text.get(..at).unwrap_or_default();
        (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
    })
}

fn swallowed(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    let shell = Shell::of(&step.image);
    if !is_posix(pipeline) || matches!(shell, Shell::Dash | Shell::Busybox) {
        return;
    }
    let reads = |text: &str| {
        ["ssh", "docker", "podman", "kubectl"]
            .iter()
            .any(|name| text.contains(name))
    };
    if !step.commands.iter().any(|text| reads(text)) || !step.entrypoint.is_empty() {
        return;
    }
    let file = cx.file;
    let codes = Code::of(file, step);
    for (number, code) in codes.iter().enumerate() {
        let is_last = number + 1 == codes.len();
        for (at, simple) in code.shell.commands.iter().enumerate() {
            let ends_script = is_last && at + 1 == code.shell.commands.len();
            // In a loop or behind a pipe the input is another one.
            if ends_script || simple.has_input || simple.is_inner {
                continue;
            }
            let words = simple.texts(&code.command.value);
            if !reads_input(&words) {
                continue;
            }
            let (Some(first), Some(last)) = (simple.words.first(), simple.words.last()) else {
                continue;
            };
            let name = code.text(first);
            let message = format!(
                "with the official runner `{name}` reads the rest of the script as its input"
            );
            let end = simple.end.max(last.end);
            let tail = end.saturating_sub(1)..end;
            let is_exact = code.is_verbatim(file, &tail);
            let place = code.span(&tail);
            let problem = cx.report(code.span(first), message);
            problem.help = Some("add `</dev/null` to the command".to_owned());
            if is_exact {
                let here = Span::new(place.end, place.end);
                problem.set_fix(true, "add `</dev/null`", [(here, " </dev/null".to_owned())]);
            }
        }
    }
}

/// Whether a command reads its input whatever happens.
fn reads_input(words: &[&str]) -> bool {
    let flags = |from: usize| words.get(from..).unwrap_or_default().iter().copied();
    let interactive = |word: &str| {
        word == "--interactive"
            || word.strip_prefix('-').is_some_and(|letters| {
                !letters.is_empty()
                    && letters.chars().all(|c| matches!(c, 'i' | 't' | 'd'))
                    && letters.contains('i')
            })
    };
    match words {
        ["ssh", ..] => {
            let none = |word: &str| {
                word.strip_prefix('-').is_some_and(|letters| {
                    letters.chars().all(|c| c.is_ascii_alphabetic())
                        && letters.contains(['n', 'f', 'V', 'O', 'G'])
                        && letters.len() < 4
                })
            };
            words.len() > 1 && !flags(1).any(none)
        }
        ["docker" | "podman" | "kubectl", "run" | "exec", ..] => {
            flags(2).take_while(|word| *word != "--").any(interactive)
        }
        _ => false,
    }
}
