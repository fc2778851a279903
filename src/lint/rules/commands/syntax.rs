//! `${…}` that Drone cannot read.

use super::site::commands;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::source::{Severity, Span, offset};
use crate::subst::ExpressionKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK701",
        name: "substitution-syntax",
        severity: Severity::Error,
        refused: true,
        summary: "A `${…}` that Drone cannot read.",
        why: "Drone replaces every `${…}` in the whole file before it reads it, comments included, and knows less than a shell: no arrays, no `${X-y}`, no blanks. `$${…}` leaves the work to the shell.",
        official: "Refuses the whole file, without saying where.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -o «${OUTPUT-app}»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -o $${OUTPUT-app}
",
        check: Check::File(syntax),
    },
    Rule {
        id: "DK706",
        name: "foreign-expression",
        severity: Severity::Error,
        refused: true,
        summary: "A `${{ … }}` of another CI system.",
        why: "Such expressions belong to GitHub or Azure. Drone tries to read them as its own and fails.",
        official: "Refuses the whole file, without saying where.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -ldflags \"-X main.commit=«${{ github.sha }}»\"
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -ldflags \"-X main.commit=${DRONE_COMMIT_SHA}\"
",
        check: Check::File(foreign),
    },
];

/// What cannot be read.
struct Faulty<'a> {
    span: Span,
    message: &'a str,
    official: Option<&'a str>,
    is_closed: bool,
    in_comment: bool,
}

/// What cannot be read, up to the bracket that closes it on its line.
fn faults<'a>(cx: &Context<'a>) -> Vec<Faulty<'a>> {
    let file = cx.file;
    let mut found = Vec::new();
    for expression in file.expressions {
        let ExpressionKind::Fault(problem) = &expression.kind else {
            continue;
        };
        let start = expression.span.start as usize;
        let rest = file.source.text().get(start..).unwrap_or_default();
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let closing = if line.starts_with("${{") { "}}" } else { "}" };
        let close = line.find(closing).map(|at| at + closing.len());
        let end = close.map_or(expression.span.end, |length| offset(start + length));
        let span = Span::new(expression.span.start, end);
        found.push(Faulty {
            span,
            message: &problem.message,
            official: problem.official.as_deref(),
            is_closed: close.is_some(),
            in_comment: expression.in_comment,
        });
    }
    found
}

fn syntax(cx: &mut Context<'_>) {
    let faults = faults(cx);
    if faults.is_empty() {
        return;
    }
    let commands = commands(cx.file);
    for fault in faults {
        let span = fault.span;
        if cx.text(span).starts_with("${{") {
            continue;
        }
        let after = commands.partition_point(|(_, command)| command.span.start <= span.start);
        let in_command = after
            .checked_sub(1)
            .and_then(|at| commands.get(at))
            .is_some_and(|(_, command)| span.end <= command.span.end);
        let problem = cx.report(span, fault.message);
        problem.official = fault.official.map(ToOwned::to_owned);
        problem.help = Some(
            "Drone replaces `${…}` in the whole file, comments included; `$${` keeps it for the shell"
                .to_owned(),
        );
        let here = Span::new(span.start, span.start);
        problem.set_fix(
            fault.is_closed && (in_command || fault.in_comment),
            "write `$${`",
            [(here, "$".to_owned())],
        );
    }
}

fn foreign(cx: &mut Context<'_>) {
    for fault in faults(cx) {
        if cx.text(fault.span).starts_with("${{") {
            let problem = cx.report(fault.span, "this is an expression of another CI system");
            problem.official = fault.official.map(ToOwned::to_owned);
            problem.help = Some(
                "use Drone's variables, such as `${DRONE_COMMIT_SHA}` and `${DRONE_TAG}`, and `from_secret` for secrets"
                    .to_owned(),
            );
        }
    }
}
