//! Values that are not there.

use std::collections::HashSet;

use crate::lint::keys::{Kind, tables, text, walk};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::tree_of;
use crate::manifest::Pipeline;
use crate::source::{Severity, Span, offset};
use crate::yaml::NodeKind;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK111",
        name: "null-command",
        severity: Severity::Warning,
        refused: false,
        summary: "An item of `commands` is empty.",
        why: "A lone `-` is left over from editing, or its command was lost.",
        official: "Runs an empty command.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build
  «-»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build
",
        check: Check::Pipeline(null_commands),
    },
    Rule {
        id: "DK121",
        name: "null-variable",
        severity: Severity::Warning,
        refused: false,
        summary: "A variable in a step's `environment` has no value.",
        why: "Such a variable is not set at all, which a script can tell from an empty one.",
        official: "Drops the variable.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  environment:
    «GOFLAGS»:
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  environment:
    GOFLAGS: ''
  commands: [go build]
",
        check: Check::Pipeline(null_variables),
    },
];

fn null_commands(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let Some(tree) = tree_of(cx, pipeline) else {
        return;
    };
    let mut seen = HashSet::new();
    walk(tree, &mut |visit| {
        if !visit.table.is(&tables::STEP) || visit.name != "commands" {
            return;
        }
        let list = tree.resolve(visit.value);
        let NodeKind::Sequence { items, flow } = &tree.node(list).kind else {
            return;
        };
        if !seen.insert(list) {
            return;
        }
        for &item in items {
            let node = tree.node(item);
            if node.is_null() {
                null_command(cx, node.span, *flow);
            }
        }
    });
}

fn null_command(cx: &mut Context<'_>, item: Span, flow: bool) {
    // Nothing is hard to point at: take the `-` before it.
    let start = cx
        .file
        .source
        .line_span(cx.file.source.line(item.start))
        .start;
    let before = cx.text(Span::new(start, item.start)).trim_end();
    let dash = start + offset(before.len());
    let span = if item.is_empty() && before.ends_with('-') {
        Span::new(dash.saturating_sub(1), dash)
    } else {
        item
    };
    let line = cx.file.source.lone_item(span).filter(|_| !flow);
    let problem = cx.report(span, "this command is empty");
    problem.help = Some("delete it, or write the command".to_owned());
    if let Some(line) = line {
        problem.set_fix(true, "delete the line", [(line, String::new())]);
    }
}

/// Variables of steps without a value. One that takes away what `<<` brings is meant so.
fn null_variables(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let Some(tree) = tree_of(cx, pipeline) else {
        return;
    };
    let mut seen = HashSet::new();
    walk(tree, &mut |visit| {
        if !matches!(visit.kind, Some(Kind::Variables(_))) {
            return;
        }
        let mapping = tree.resolve(visit.value);
        let NodeKind::Mapping { pairs, .. } = &tree.node(mapping).kind else {
            return;
        };
        let merges = pairs.iter().any(|pair| tree.node(pair.0).is_merge());
        if merges || !seen.insert(mapping) {
            return;
        }
        for &(key, value) in pairs {
            let (key_node, node) = (tree.node(key), tree.node(value));
            let Some(name) = text(tree, key).filter(|_| node.is_null()) else {
                continue;
            };
            let colon = Span::new(key_node.span.end, key_node.span.end + 1);
            let edit = if !node.span.is_empty() {
                Some((node.span, "''".to_owned()))
            } else if node.start() == node.span.start && cx.text(colon) == ":" {
                Some((colon, ": ''".to_owned()))
            } else {
                None
            };
            let problem = cx.report(key_node.span, format!("`{name}` is not set at all"));
            problem.help = Some("write `''` for an empty value, or delete the line".to_owned());
            if let Some(edit) = edit {
                problem.set_fix(false, "set it to an empty text", [edit]);
            }
        }
    });
}
