//! Values that are not what they look like: `yes`, `010`, `1.10`.

use std::collections::HashSet;

use crate::lint::keys::{Kind, walk};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::tree_of;
use crate::manifest::Pipeline;
use crate::source::Severity;
use crate::yaml::{NodeId, NodeKind, Tree, Value};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK009",
        name: "yaml11-boolean",
        severity: Severity::Warning,
        refused: false,
        summary: "`yes`, `no`, `on` or `off` stands where it is read as a boolean.",
        why: "Other tools and newer YAML read it as text. A plugin gets `true` instead of `yes`.",
        official: "Reads it as `true` or `false`.",
        fix: Fixable::Safe,
        bad: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: octocat/hello
    dry_run: «yes»
",
        good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: octocat/hello
    dry_run: true
",
        check: Check::Pipeline(booleans),
    },
    Rule {
        id: "DK010",
        name: "ambiguous-number",
        severity: Severity::Warning,
        refused: false,
        summary: "A setting is a number that reaches the plugin in another form.",
        why: "`1.10` becomes `1.1` and `010` becomes `8`, which is wrong for versions and tags.",
        official: "Reads it as a number and writes the number down again.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: octocat/hello
    tags: «1.10»
",
        good: "steps:
- name: publish
  image: plugins/docker:20
  settings:
    repo: octocat/hello
    tags: '1.10'
",
        check: Check::Pipeline(numbers),
    },
];

/// Hands all values in settings of a document to `check`, each with the setting's name.
fn settings<'t>(tree: &'t Tree, check: &mut dyn FnMut(NodeId, &'t str)) {
    let mut seen = HashSet::new();
    walk(tree, &mut |visit| {
        if !matches!(visit.kind, Some(Kind::Free)) {
            return;
        }
        let mut open = vec![(visit.value, visit.name)];
        while let Some((id, name)) = open.pop() {
            let id = tree.resolve(id);
            if !seen.insert(id) {
                continue;
            }
            match &tree.node(id).kind {
                NodeKind::Mapping { pairs, .. } => {
                    for &(key, value) in pairs {
                        open.push((value, crate::lint::keys::text(tree, key).unwrap_or(name)));
                    }
                }
                NodeKind::Sequence { items, .. } => {
                    open.extend(items.iter().map(|&item| (item, name)));
                }
                _ => check(id, name),
            }
        }
    });
}

/// Booleans that are not written `true` or `false`.
fn booleans(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let Some(tree) = tree_of(cx, pipeline) else {
        return;
    };
    let mut values = Vec::new();
    settings(tree, &mut |id, name| values.push((id, name)));
    walk(tree, &mut |visit| {
        if matches!(visit.kind, Some(Kind::Bool)) {
            values.push((tree.resolve(visit.value), visit.name));
        }
    });
    values.sort_unstable();
    values.dedup_by_key(|(id, _)| *id);
    for (id, name) in values {
        let node = tree.node(id);
        let Some(Value::Bool(value)) = node.implicit_value() else {
            continue;
        };
        let written = cx.text(node.span);
        if written.eq_ignore_ascii_case("true") || written.eq_ignore_ascii_case("false") {
            continue;
        }
        let message = format!("`{name}`: `{written}` is read as `{value}`");
        let problem = cx.report(node.span, message);
        problem.help = Some(format!("write `{value}`, or use quotes if text is meant"));
        let title = format!("write `{value}`");
        problem.set_fix(true, title, [(node.span, value.to_string())]);
    }
}

/// Numbers that are written in another way than they are handed over.
fn numbers(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let Some(tree) = tree_of(cx, pipeline) else {
        return;
    };
    settings(tree, &mut |id, name| {
        let node = tree.node(id);
        let number = match node.implicit_value() {
            Some(Value::Int(value)) => value.to_string(),
            Some(Value::Uint(value)) => value.to_string(),
            Some(Value::Float(value)) if value.is_finite() => value.to_string(),
            _ => return,
        };
        let written = cx.text(node.span);
        if written == number {
            return;
        }
        let message = format!("`{name}`: `{written}` reaches the plugin as `{number}`");
        let problem = cx.report(node.span, message);
        problem.help = Some(format!(
            "put it in quotes to hand it over as it is, or write `{number}`"
        ));
        let quoted = format!("'{written}'");
        problem.set_fix(false, "put it in quotes", [(node.span, quoted)]);
    });
}
