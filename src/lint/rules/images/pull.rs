//! When an image is pulled.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::is_open;
use crate::manifest::Pipeline;
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK804",
    name: "pull-value",
    severity: Severity::Error,
    refused: false,
    summary: "The value of `pull` is none of those that have a meaning.",
    why: "There are `always`, `never` and `if-not-exists`. Anything else is as if it were not there, so that `pull: true` does not pull.",
    official: "Pulls only if the node does not have the image, as without the key.",
    fix: Fixable::Safe,
    bad: "steps:
- name: build
  image: golang:1.22
  pull: «true»
  commands: [go build]
",
    good: "steps:
- name: build
  image: golang:1.22
  pull: always
  commands: [go build]
",
    check: Check::Pipeline(pull),
}];

/// What the runner does without a value.
const DEFAULT: &str = "if-not-exists";

/// The values there are; their case does not matter.
const VALUES: [&str; 3] = ["always", "never", DEFAULT];

/// Other values.
fn pull(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashSet<Span> = HashSet::new();
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        let pull = &step.pull;
        let is_known = VALUES.iter().any(|value| value.eq_ignore_ascii_case(pull));
        let is_default = pull.is_empty() || pull.as_str() == "default";
        if is_default || is_known || is_open(pull) || !seen.insert(pull.span) {
            continue;
        }
        let meant = meant(pull);
        let is_block = cx.text(pull.span).starts_with(['|', '>']);
        let message = format!("`pull: {pull}` has no effect");
        let problem = cx.report(pull.span, message);
        // Nothing is lost if it does what the runner does anyway.
        if meant == Some(DEFAULT) {
            problem.severity = Severity::Warning;
        }
        problem.help = Some(match meant {
            Some(meant) => format!("write `{meant}`"),
            None => "use one of `always`, `never`, `if-not-exists`".to_owned(),
        });
        if let Some(meant) = meant.filter(|_| !is_block) {
            let edit = (pull.span, meant.to_owned());
            problem.set_fix(true, format!("write `{meant}`"), [edit]);
        }
    }
}

/// What is meant by the words of other tools, and by the booleans of old versions.
fn meant(value: &str) -> Option<&'static str> {
    let plain: String = value
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    Some(match plain.as_str() {
        "true" | "yes" | "on" | "always" => "always",
        "false" | "no" | "off" | "missing" | "ifmissing" | "ifnotpresent" | "ifnotexists"
        | "ifnotexist" | "notpresent" => DEFAULT,
        "never" => "never",
        _ => return crate::lint::suggest::nearest(value, VALUES),
    })
}
