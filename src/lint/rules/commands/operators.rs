//! `${…}` that means one thing to a shell and another to Drone.

use super::site::{Site, sites};
use super::variables::is_substituted;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK703",
        name: "unsupported-operator",
        severity: Severity::Error,
        refused: false,
        summary: "`${X:+y}` or `${X:?y}`, which Drone takes for `${X:-y}`.",
        why: "In a shell `:+` gives the second value if there is a first, and `:?` stops if there is none. To Drone both mean a default, so the result is another one.",
        official: "Takes what follows for a default.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build «${DRONE_TAG:+-trimpath}»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build $${DRONE_TAG:+-trimpath}
",
        check: Check::File(operator),
    },
    Rule {
        id: "DK704",
        name: "backslash-escape",
        severity: Severity::Warning,
        refused: false,
        summary: "A backslash before `${…}`, which does not keep Drone from replacing it.",
        why: "The backslash stays, and the variable is replaced all the same. Only `$${…}` is kept for the shell.",
        official: "Replaces the variable and keeps the backslash.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -o «\\${OUTPUT}»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build -o $${OUTPUT}
",
        check: Check::File(backslash),
    },
];

fn operator(cx: &mut Context<'_>) {
    for site in sites(cx.file) {
        let means = match site.operator {
            ":+" => "the shell's \"if it is set\"",
            ":?" => "the shell's \"stop if it is not set\"",
            _ => continue,
        };
        let message = format!(
            "`{}` is a default to Drone, like `:-`, and not {means}",
            site.operator
        );
        let escape = site.escape();
        let problem = cx.report(site.span, message);
        problem.help = Some(if escape.is_some() {
            "write `$${` to keep it for the shell".to_owned()
        } else {
            "of the shell's operators for missing values Drone knows `:-` and `=` only".to_owned()
        });
        if let Some(edit) = escape {
            problem.set_fix(true, "write `$${`", [edit]);
        }
    }
}

fn backslash(cx: &mut Context<'_>) {
    for site in sites(cx.file) {
        if !site.is_escaped(cx.file) {
            continue;
        }
        let span = Span::new(site.span.start.saturating_sub(1), site.span.end);
        let becomes = if is_substituted(site.name) {
            "is replaced all the same"
        } else {
            "becomes nothing all the same"
        };
        let edit = fixable(&site).then(|| Span::new(span.start, site.span.start));
        let message = format!("`${{{}}}` {becomes}, the backslash stays", site.name);
        let problem = cx.report(span, message);
        problem.help = Some("only `$${` keeps `${` for the shell".to_owned());
        if let Some(place) = edit {
            problem.set_fix(false, "write `$${`", [(place, "$".to_owned())]);
        }
    }
}

fn fixable(site: &Site<'_>) -> bool {
    site.command.is_some() && !site.is_nested
}
