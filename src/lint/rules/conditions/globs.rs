//! Patterns that are no globs, or do not mean what they look like.

use super::glob::{is_valid, looks_like_regex};
use super::walk::{is_glob, patterns};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::source::{Severity, Span, offset};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK309",
        name: "regex-not-glob",
        severity: Severity::Warning,
        refused: false,
        summary: "A pattern is written as a regular expression or with a `!`.",
        why: "Conditions are globs: `*` is any text without `/`, `**` any number of folders, `?` one letter, `[a-z]` one of these and `{a,b}` either. Anything else stands for itself, so the pattern never matches. What must not match goes into `exclude`.",
        official: "Compares it as a glob.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [«'release/.*'»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: ['release/**']
",
        check: Check::File(regexes),
    },
    Rule {
        id: "DK310",
        name: "invalid-glob",
        severity: Severity::Error,
        refused: false,
        summary: "A pattern is not a valid glob.",
        why: "It matches nothing: in `include` the condition never holds because of it, and in `exclude` it keeps nothing out. Braces cannot hold a `/`.",
        official: "Takes it for a pattern that does not match, without a warning.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [«'{main,release/next}'»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [main, release/next]
",
        check: Check::File(invalid),
    },
    Rule {
        id: "DK311",
        name: "branch-is-ref",
        severity: Severity::Warning,
        refused: false,
        summary: "A `branch` is given as a git reference.",
        why: "`branch` is compared with the bare name, such as `main`. Names that begin with `refs/` belong into `ref`.",
        official: "Compares it as it is, so that it never matches.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [«refs/heads/main»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [main]
",
        check: Check::File(refs),
    },
    Rule {
        id: "DK312",
        name: "star-vs-doublestar",
        severity: Severity::Info,
        refused: false,
        summary: "A branch pattern ends with `*`, which does not reach past a `/`.",
        why: "`feature/*` matches `feature/a`, but not `feature/a/b`. With `**` it matches both.",
        official: "Matches one part of the name only.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [«feature/*»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [feature/**]
",
        check: Check::File(stars),
    },
];

/// Regular expressions and negations.
fn regexes(cx: &mut Context<'_>) {
    for pattern in patterns(cx.file) {
        if matches!(pattern.key, "paths" | "event" | "status") {
            continue;
        }
        let text = pattern.text.as_str();
        let (key, owner) = (pattern.key, pattern.owner);
        let (message, help) = if text.starts_with('!') && text.len() > 1 {
            (
                format!("`!` does not turn a pattern of `{owner}.{key}` around"),
                format!(
                    "put it into `exclude`: `{key}: {{exclude: [{}]}}`",
                    text.trim_start_matches('!')
                ),
            )
        } else if text.contains("[!") {
            (
                format!("`[!…]` in `{owner}.{key}` is not turned around by the `!`"),
                "write `[^…]` for any letter but these".to_owned(),
            )
        } else if looks_like_regex(text) {
            (
                format!("`{owner}.{key}` is a glob, but this looks like a regular expression"),
                "use `*`, `**`, `?`, `[a-z]` and `{a,b}`".to_owned(),
            )
        } else {
            continue;
        };
        cx.report(pattern.text.span, message).help = Some(help);
    }
}

/// Patterns that cannot match.
fn invalid(cx: &mut Context<'_>) {
    for pattern in patterns(cx.file) {
        if pattern.key == "paths" || is_valid(pattern.text) {
            continue;
        }
        let effect = if pattern.is_exclude {
            "it keeps nothing out"
        } else {
            "it matches nothing"
        };
        let message = format!("`{}` is no valid pattern: {effect}", pattern.text);
        let problem = cx.report(pattern.text.span, message);
        problem.help = Some(
            if pattern.text.contains('{') && pattern.text.contains('/') {
                "write one pattern for each choice: braces cannot hold a `/`".to_owned()
            } else {
                "close each `[` and `{`, and put a `\\` before a sign that stands for itself"
                    .to_owned()
            },
        );
    }
}

/// `branch: refs/heads/main`.
fn refs(cx: &mut Context<'_>) {
    const HEADS: &str = "refs/heads/";
    for pattern in patterns(cx.file) {
        if pattern.key != "branch" || !pattern.text.starts_with("refs/") {
            continue;
        }
        let span = pattern.text.span;
        let prefix = cx.text(span).find(HEADS).map(|at| {
            let start = span.start + offset(at);
            Span::new(start, start + offset(HEADS.len()))
        });
        let rest = pattern.text.strip_prefix(HEADS).unwrap_or_default();
        let message = format!(
            "`{}.branch` is compared with the bare name of the branch",
            pattern.owner
        );
        let problem = cx.report(span, message);
        problem.help = Some(if rest.is_empty() {
            "use `ref` for anything but branches".to_owned()
        } else {
            format!("write `{rest}`, or use `ref` instead of `branch`")
        });
        // A name that YAML would not take for text without quotes keeps the prefix.
        let is_simple = rest.starts_with(char::is_alphanumeric);
        if let Some(prefix) = prefix.filter(|_| is_simple) {
            problem.set_fix(true, format!("write `{rest}`"), [(prefix, String::new())]);
        }
    }
}

/// `feature/*`. Tags are left out, as their names rarely have a `/`.
fn stars(cx: &mut Context<'_>) {
    for pattern in patterns(cx.file) {
        let text = pattern.text.as_str();
        let Some(folder) = text.strip_suffix("/*") else {
            continue;
        };
        let is_branch = match pattern.key {
            "branch" => !text.starts_with("refs/"),
            "ref" => text.starts_with("refs/heads/"),
            _ => false,
        };
        // A second pattern that reaches further says that the author knows.
        let wider = format!("{folder}/**");
        let all = pattern
            .condition
            .include
            .iter()
            .chain(&pattern.condition.exclude);
        let is_known = all.clone().any(|other| other.value.starts_with(&wider));
        if !is_branch || is_known || !is_valid(text) || is_glob(folder) {
            continue;
        }
        let span = pattern.text.span;
        let star = cx.text(span).rfind('*').map(|at| {
            let start = span.start + offset(at);
            Span::new(start, start + 1)
        });
        let message = format!("`{text}` does not match a name with one more `/`");
        let problem = cx.report(span, message);
        problem.help = Some(format!("`{wider}` matches those too"));
        if let Some(star) = star {
            problem.set_fix(false, format!("write `{wider}`"), [(star, "**".to_owned())]);
        }
    }
}
