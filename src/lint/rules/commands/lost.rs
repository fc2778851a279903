//! Commands that YAML makes something else of.

use super::code::Code;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::shell::Shell;
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Span, Spanned, offset};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK708",
        name: "comment-cuts-command",
        severity: Severity::Warning,
        refused: false,
        summary: "A `#` within a quoted word of a command, which YAML takes for a comment.",
        why: "Without quotes around the whole command a `#` after a blank begins a comment, whatever quotes the shell would see there. The rest of the command is lost.",
        official: "Runs what stands before the `#`.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - grep -q \" «#build\" main.go»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - 'grep -q \" #build\" main.go'
",
        check: Check::Step(cut),
    },
    Rule {
        id: "DK709",
        name: "folded-commands",
        severity: Severity::Warning,
        refused: false,
        summary: "Several commands in a folded block (`>`), which makes one line of them.",
        why: "A folded block joins its lines with blanks, so that the second command becomes an argument of the first, and what follows a `#` is lost. A literal block (`|`) keeps the lines.",
        official: "Runs the one line.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - >
    go vet ./...
    «cd» cmd && go build
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - |
    go vet ./...
    cd cmd && go build
",
        check: Check::Step(folded),
    },
];

/// Words that begin a command and are hardly ever an argument.
const BEGINNINGS: [&str; 9] = [
    "cd", "echo", "exit", "export", "for", "if", "set", "unset", "while",
];
/// Commands that take another command as their arguments, and those that take any words.
const WRAPPERS: [&str; 20] = [
    "bash", "docker", "echo", "env", "exec", "find", "git", "helm", "kubectl", "nice", "podman",
    "printf", "sh", "ssh", "sudo", "test", "time", "timeout", "xargs", "watch",
];

fn cut(cx: &mut Context<'_>, _: &Pipeline, step: &Step) {
    let file = cx.file;
    for command in &step.commands {
        let raw = file.source.slice(command.span);
        let is_plain = !raw.is_empty() && !raw.starts_with(['|', '>', '\'', '"']);
        if !is_plain {
            continue;
        }
        let end = command.span.end as usize;
        let rest = file.source.text().get(end..).unwrap_or_default();
        let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
        let comment = rest.trim_start();
        let blanks = rest.len() - comment.len();
        if blanks == 0 || !comment.starts_with('#') || !Shell::parse(command).is_open {
            continue;
        }
        // Only if the comment closes what is open it was meant as a part of the command.
        let whole = format!("{raw}{}", rest.trim_end());
        if Shell::parse(&whole).is_open {
            continue;
        }
        let comment = comment.trim_end();
        let start = end + blanks;
        let span = Span::new(offset(start), offset(start + comment.len()));
        let line = file.source.line_span(file.source.line(command.span.start));
        let before = Span::new(line.start, command.span.start);
        let is_item = file.source.slice(before).trim() == "-";
        let problem = cx.report(
            span,
            "YAML takes this for a comment: the command ends before it",
        );
        problem.help = Some("put the whole command in quotes, or use a block with `|`".to_owned());
        if is_item && !raw.contains('\n') {
            let quoted = format!("'{}'", whole.replace('\'', "''"));
            let place = command.span.to(span);
            problem.set_fix(true, "put the command in quotes", [(place, quoted)]);
        }
    }
}

fn folded(cx: &mut Context<'_>, _: &Pipeline, step: &Step) {
    let file = cx.file;
    for command in &step.commands {
        let raw = file.source.slice(command.span);
        if !raw.starts_with('>') {
            continue;
        }
        if let Some(word) = second_command(raw, &Code::new(file, command), command) {
            let text = file.source.slice(word);
            let message = if text == "#" {
                "the folded block makes one line: from here on it is a comment".to_owned()
            } else {
                format!("the folded block makes one line: `{text}` becomes an argument")
            };
            let problem = cx.report(word, message);
            problem.help = Some("write `|` in place of `>` to keep the lines".to_owned());
            let sign = Span::new(command.span.start, command.span.start + 1);
            problem.set_fix(false, "write `|`", [(sign, "|".to_owned())]);
        }
    }
}

/// The word that begins a second command in a folded block.
fn second_command(raw: &str, code: &Code<'_>, command: &Spanned<String>) -> Option<Span> {
    let mut at = raw.find('\n')? + 1;
    let mut before: Option<(&str, usize)> = None;
    let mut candidates = 0;
    let body = raw.get(at..)?;
    let last = body.trim_end().len();
    for line in body.split_inclusive('\n') {
        let words = line.trim();
        let indent = line.len() - line.trim_start().len();
        let start = at + indent;
        at += line.len();
        let previous = before.replace((words, indent));
        let Some((previous, previous_indent)) = previous else {
            continue;
        };
        let first = words.split_whitespace().next().unwrap_or_default();
        // Lines with more blanks before them, and empty ones, are not folded.
        if first.is_empty() || previous.is_empty() || indent != previous_indent {
            continue;
        }
        let is_comment = first.starts_with('#') && start + words.len() < last;
        if !is_comment && (!BEGINNINGS.contains(&first) || goes_on(previous)) {
            continue;
        }
        candidates += 1;
        let place = command.span.start + offset(start);
        let text_at = code.text_offset(place)?;
        let so_far = command.value.get(..text_at)?;
        if !Shell::parse(so_far).is_open {
            let length = if is_comment { 1 } else { first.len() };
            return Some(Span::new(place, place + offset(length)));
        }
        if candidates > 20 {
            break;
        }
    }
    None
}

/// Whether the next line belongs to the command on this one.
fn goes_on(line: &str) -> bool {
    let ends = ["\\", "&", "|", ";", "{", "(", "then", "do", "else", ","];
    let first = line.split_whitespace().next().unwrap_or_default();
    ends.iter().any(|end| line.ends_with(end))
        || WRAPPERS.contains(&first)
        || first.starts_with('-')
}
