//! Keys that come twice, in a mapping itself or by way of `<<`.

use std::collections::HashMap;

use crate::lint::keys::text;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::commands::pairs;
use crate::source::{Label, Severity};
use crate::yaml::{NodeId, NodeKind, Tree};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK003",
        name: "duplicate-key",
        severity: Severity::Error,
        refused: false,
        summary: "A mapping has the same key twice.",
        why: "Only one of the values counts, and the other is easily taken for the one that does.",
        official: "Takes the last one without a word; mappings such as `when` are mixed.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  «image»: golang:1.21
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::File(duplicate_keys),
    },
    Rule {
        id: "DK018",
        name: "merge-overrides-key",
        severity: Severity::Error,
        refused: false,
        summary: "A `<<` stands after a key that it brings in as well, and overrides it.",
        why: "Everywhere but in Drone a key of the mapping itself wins over what `<<` brings in, wherever it \
          stands.",
        official: "Lets the later one win, so the step's own value is lost without a word.",
        fix: Fixable::No,
        bad: "base: &base
  image: golang:1.21
steps:
- name: build
  image: golang:1.22
  «<<»: *base
  commands: [go build]
",
        good: "base: &base
  image: golang:1.21
steps:
- name: build
  <<: *base
  image: golang:1.22
  commands: [go build]
",
        check: Check::File(overriding_merges),
    },
];

fn duplicate_keys(cx: &mut Context<'_>) {
    for tree in cx.file.trees {
        for id in tree.ids() {
            if let NodeKind::Mapping { pairs, .. } = &tree.node(id).kind {
                mapping(cx, tree, pairs);
            }
        }
    }
}

fn mapping(cx: &mut Context<'_>, tree: &Tree, pairs: &[(NodeId, NodeId)]) {
    let mut seen: HashMap<&str, NodeId> = HashMap::with_capacity(pairs.len());
    for &(key, _) in pairs {
        let node = tree.node(key);
        let Some(name) = text(tree, key).filter(|name| !name.contains("${")) else {
            continue;
        };
        // `<<` adds to the mapping each time.
        if node.is_merge() {
            continue;
        }
        let Some(&first) = seen.get(name) else {
            seen.insert(name, key);
            continue;
        };
        let problem = cx.report(node.span, format!("the key `{name}` is there already"));
        problem.labels.push(Label {
            span: tree.node(first).span,
            text: "the first one".to_owned(),
        });
        problem.help = Some("the last one counts; delete the other".to_owned());
    }
}

fn overriding_merges(cx: &mut Context<'_>) {
    for tree in cx.file.trees {
        for id in tree.ids() {
            if let NodeKind::Mapping { pairs, .. } = &tree.node(id).kind {
                merges(cx, tree, pairs);
            }
        }
    }
}

/// Looks at each `<<` of a mapping for the keys that stand before it.
fn merges(cx: &mut Context<'_>, tree: &Tree, own: &[(NodeId, NodeId)]) {
    let mut before: HashMap<&str, NodeId> = HashMap::new();
    for &(key, value) in own {
        let node = tree.node(key);
        if !node.is_merge() {
            // Two mappings are mixed, and nothing of the first need be lost.
            if !matches!(
                tree.node(tree.resolve(value)).kind,
                NodeKind::Mapping { .. }
            ) {
                before.extend(text(tree, key).map(|name| (name, key)));
            }
            continue;
        }
        let Some((name, first)) = brought_in(tree, value)
            .into_iter()
            .find_map(|name| Some((name, *before.get(name)?)))
        else {
            continue;
        };
        let message = format!("`<<` overrides the key `{name}` above it");
        let problem = cx.report(node.span, message);
        problem.labels.push(Label {
            span: tree.node(first).span,
            text: "its value is lost".to_owned(),
        });
        problem.help = Some("put `<<` first: what stands after it wins".to_owned());
    }
}

/// The keys that the value of a `<<` brings in.
fn brought_in(tree: &Tree, value: NodeId) -> Vec<&str> {
    let keys = |id| pairs(tree, id).into_iter().map(|pair| pair.key);
    match &tree.node(tree.resolve(value)).kind {
        NodeKind::Sequence { items, .. } => items.iter().flat_map(|&item| keys(item)).collect(),
        _ => keys(value).collect(),
    }
}
