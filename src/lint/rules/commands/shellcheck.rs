//! What shellcheck says of the commands of a step.

use std::ops::Range;

use super::joined::Joined;
use super::portable::is_posix;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::shellcheck::Comment;
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Span};
use crate::subst::ExpressionKind;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK721",
    name: "shellcheck",
    severity: Severity::Warning,
    refused: false,
    summary: "What shellcheck finds in the commands of a step; only with `--shellcheck`.",
    why: "The commands of a step are one script for `/bin/sh`, in which each line can go wrong as in any other. Errors of shellcheck are errors here, its notes on style informations. What it says of a `${…}` that Drone replaces, and of variables that the step's `environment` sets, is left out.",
    official: "Runs the script.",
    fix: Fixable::No,
    bad: "steps:
- name: build
  image: alpine:3.20
  commands:
  - rm -f «$(cat old-files.txt)»
",
    good: "steps:
- name: build
  image: alpine:3.20
  commands:
  - xargs rm -f < old-files.txt
",
    check: Check::Step(shellcheck),
}];

/// What stands before the commands in the official runner's script as far as it matters here: `cd x`
/// needs no `|| exit` behind it.
const HEAD: &str = "set -e\n";

/// Variables without a value.
const UNASSIGNED: u32 = 2154;

fn shellcheck(cx: &mut Context<'_>, pipeline: &Pipeline, step: &Step) {
    let Some(run) = cx.file.shellcheck else {
        return;
    };
    if !is_posix(pipeline) || step.commands.is_empty() {
        return;
    }
    let script = Joined::new(cx.file, step, HEAD);
    let Some(answer) = run(&script.text) else {
        return;
    };
    for comment in &answer.comments {
        let part = part(&script.text, comment);
        let Some(span) = script.span(&part) else {
            continue;
        };
        let words = script.text.get(part).unwrap_or_default();
        if is_replaced(cx, span) || comment.code == UNASSIGNED && is_set(pipeline, step, words) {
            continue;
        }
        let code = comment.code;
        let problem = cx.report(span, format!("SC{code:04}: {}", comment.message));
        problem.severity = match comment.level.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            _ => Severity::Info,
        };
        problem.help = Some(format!("see https://www.shellcheck.net/wiki/SC{code:04}"));
    }
}

/// The part of a text that a comment is about.
fn part(text: &str, comment: &Comment) -> Range<usize> {
    let start = at(text, comment.line, comment.column);
    let end = at(text, comment.end_line, comment.end_column).max(start);
    start..end
}

/// The offset of a line and column; the end of the line or the text for one behind it.
fn at(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let rest = rest.split('\n').next().unwrap_or_default();
    let within = rest.char_indices().nth(column.saturating_sub(1));
    start + within.map_or(rest.len(), |(within, _)| within)
}

/// Whether the shell never sees what stands there, since Drone replaces it.
fn is_replaced(cx: &Context<'_>, span: Span) -> bool {
    let expressions = cx.file.expressions;
    let after = expressions.partition_point(|expression| expression.span.start <= span.start);
    let before = expressions.get(..after).unwrap_or_default();
    // One may stand in another, which then ends later.
    before.iter().rev().take(4).any(|expression| {
        matches!(expression.kind, ExpressionKind::Variable { .. })
            && expression.span.end >= span.end
            && expression.span.end > span.start
    })
}

/// Whether a use of a variable, such as `$name` or `${name}`, has its value from the environment.
fn is_set(pipeline: &Pipeline, step: &Step, words: &str) -> bool {
    let name = words.trim_start_matches(['$', '{']);
    let end = name.find(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric());
    let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
    step.environment.contains_key(name) || pipeline.environment.contains_key(name)
}
