//! Conditions that the runner drops because of their shape.

use std::collections::HashSet;

use super::walk::{Written, written};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::graph::raw::{self, Pair, Table};
use crate::lint::{did_you_mean, nearest};
use crate::source::{Severity, Span};
use crate::yaml::NodeKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK301",
        name: "scalar-include",
        severity: Severity::Error,
        refused: false,
        summary: "An `include` or `exclude` is a single value; it must be a list.",
        why: "The runner cannot read it and drops it without a word. The condition then holds always: the step runs on every branch, for every event.",
        official: "Ignores the value, so that anything matches.",
        fix: Fixable::Safe,
        bad: "steps:
- name: deploy
  image: golang:1.22
  commands: [./deploy.sh]
  when:
    branch:
      include: «main»
",
        good: "steps:
- name: deploy
  image: golang:1.22
  commands: [./deploy.sh]
  when:
    branch:
      include: [main]
",
        check: Check::File(scalars),
    },
    Rule {
        id: "DK302",
        name: "unknown-condition-key",
        severity: Severity::Error,
        refused: false,
        summary: "A `when`, `trigger` or condition has a key that means nothing.",
        why: "The key is ignored, and with it the condition: the step or pipeline runs more often than its author wanted.",
        official: "Ignores the key, without a warning.",
        fix: Fixable::Safe,
        bad: "steps:
- name: deploy
  image: golang:1.22
  commands: [./deploy.sh]
  when:
    «branches»: [main]
",
        good: "steps:
- name: deploy
  image: golang:1.22
  commands: [./deploy.sh]
  when:
    branch: [main]
",
        check: Check::File(unknown_keys),
    },
    Rule {
        id: "DK308",
        name: "paths-ignored",
        severity: Severity::Warning,
        refused: false,
        summary: "A `paths` condition; the Kubernetes runner never looks at it.",
        why: "The step runs whatever files were changed. Only a server with a suitable conversion extension acts on `paths`, before the runner sees the file. It is told once for each pipeline.",
        official: "Reads the key, and never compares it with anything.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    «paths»: [src/**]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - git diff --quiet HEAD~1 -- src || go build
",
        check: Check::File(paths),
    },
    Rule {
        id: "DK313",
        name: "empty-condition",
        severity: Severity::Warning,
        refused: false,
        summary: "A condition without any pattern.",
        why: "It holds always, where its author may have wanted it to hold never.",
        official: "Takes it for a condition that anything matches.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: «[]»
    event: [push]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    event: [push]
",
        check: Check::File(empty),
    },
];

/// The keys of `when` and `trigger`.
const KEYS: [&str; 10] = [
    "action", "branch", "cron", "event", "instance", "paths", "ref", "repo", "status", "target",
];
/// The keys of a condition.
const SIDES: [&str; 2] = ["include", "exclude"];

/// The conditions of a `when` that are mappings, with what `<<` brings into them.
fn mappings<'a>(written: &Written<'a>, seen: &mut HashSet<Span>) -> Vec<(Pair<'a>, Table<'a>)> {
    let mut found = Vec::new();
    for pair in written.table.pairs() {
        if pair.key == "<<" || !KEYS.contains(&pair.key) {
            continue;
        }
        let Some(own) = written.table.table(pair) else {
            continue;
        };
        for table in own.with_merged() {
            if seen.insert(table.span()) {
                found.push((pair, table));
            }
        }
    }
    found
}

/// `include: main`.
fn scalars(cx: &mut Context<'_>) {
    let mut seen = HashSet::new();
    let mut told = HashSet::new();
    for written in written(cx.file) {
        for (condition, table) in mappings(&written, &mut seen) {
            for pair in table.pairs().filter(|pair| SIDES.contains(&pair.key)) {
                let node = table.tree.node(pair.value);
                let NodeKind::Scalar { text, .. } = &node.kind else {
                    continue;
                };
                // With `${…}` it may become a list.
                let is_null = text.is_empty() || matches!(text.as_str(), "~" | "null");
                if is_null || raw::is_template(text) || !told.insert(node.span) {
                    continue;
                }
                let message = format!(
                    "`{}.{}.{}` is no list: the runner drops it, and anything matches",
                    written.owner, condition.key, pair.key
                );
                let is_line = !cx.text(node.span).contains('\n');
                let item = raw::flow_item(text).filter(|_| is_line && !pair.shared);
                let problem = cx.report(node.span, message);
                problem.help = Some(format!("write it as a list: `{}: [{text}]`", pair.key));
                if let Some(item) = item {
                    problem.set_fix(true, "make it a list", [(node.span, format!("[{item}]"))]);
                }
            }
        }
    }
}

/// Keys that are in no table of the runner.
fn unknown_keys(cx: &mut Context<'_>) {
    let mut seen = HashSet::new();
    for written in written(cx.file) {
        unknown(cx, written.table, written.owner, &KEYS);
        for (pair, table) in mappings(&written, &mut seen) {
            unknown(
                cx,
                table,
                &format!("{}.{}", written.owner, pair.key),
                &SIDES,
            );
        }
    }
}

fn unknown(cx: &mut Context<'_>, table: Table<'_>, owner: &str, known: &[&'static str]) {
    for pair in table.pairs() {
        let key = pair.key;
        if key == "<<" || known.contains(&key) || raw::is_template(key) || pair.key_span.is_empty()
        {
            continue;
        }
        let all = known.iter().copied();
        let is_merge = key == "<" || key == "<<<";
        let meant = match key {
            _ if is_merge => Some("<<"),
            "tag" | "tags" => None,
            _ => nearest(key, all.clone()),
        };
        let is_flat = known.len() == KEYS.len() && SIDES.contains(&key);
        let is_free = meant.is_some_and(|meant| is_merge || table.get(meant).is_none());
        let is_plain = cx.text(pair.key_span) == key;
        let message = format!(
            "`{owner}` knows no key `{key}`: it is ignored, and does not hold anything back"
        );
        let problem = cx.report(pair.key_span, message);
        problem.help = Some(match (meant, key) {
            (Some("<<"), _) => {
                "did you mean `<<`, which brings in the keys of an alias?".to_owned()
            }
            (Some(_), _) => did_you_mean(key, all).unwrap_or_default(),
            _ if is_flat => {
                format!(
                    "put `{key}` below the key it is about, such as `branch: {{{key}: [main]}}`"
                )
            }
            (None, "depends_on") => format!("`depends_on` stands beside `{owner}`, not in it"),
            (None, "environment") => {
                "the environment of a deployment is called `target`".to_owned()
            }
            (None, "tag" | "tags") => {
                "tags are told by `ref: [refs/tags/…]` or `event: [tag]`".to_owned()
            }
            _ if known.len() == SIDES.len() => "a condition has `include` and `exclude`".to_owned(),
            _ => format!("the keys are {}", KEYS.join(", ")),
        });
        if let Some(meant) = meant.filter(|_| is_free && is_plain) {
            let edit = (pair.key_span, meant.to_owned());
            problem.set_fix(true, format!("rename it to `{meant}`"), [edit]);
        }
    }
}

/// The first `paths` of each pipeline.
fn paths(cx: &mut Context<'_>) {
    let mut last = None;
    for written in written(cx.file) {
        let Some(pair) = written.table.get("paths") else {
            continue;
        };
        if last.replace(written.pipeline.span) == Some(written.pipeline.span) {
            continue;
        }
        let message = format!(
            "`{}.paths` has no effect: the Kubernetes runner does not look at changed files",
            written.owner
        );
        let problem = cx.report(pair.key_span, message);
        problem.help = Some(
            "compare the files in the commands of the step, for instance with `git diff`"
                .to_owned(),
        );
    }
}

/// `branch: []` and the like.
fn empty(cx: &mut Context<'_>) {
    let mut told = HashSet::new();
    for written in written(cx.file) {
        for pair in written.table.pairs() {
            if !KEYS.contains(&pair.key) || !written.is_void(pair) {
                continue;
            }
            let value = written.table.tree.node(pair.value).span;
            let place = if value.is_empty() {
                pair.key_span
            } else {
                value
            };
            if !told.insert(place) {
                continue;
            }
            let lines = written.removal(cx.file, pair);
            let message = format!(
                "`{}.{}` has no pattern, so that anything matches",
                written.owner, pair.key
            );
            let problem = cx.report(place, message);
            problem.help = Some("remove it, or write what must match".to_owned());
            if let Some(span) = lines {
                problem.set_fix(true, "remove it", [(span, String::new())]);
            }
        }
    }
}
