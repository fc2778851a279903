//! Keys that come twice.

use std::collections::HashMap;

use crate::lint::keys::text;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::source::{Label, Severity};
use crate::yaml::{NodeId, NodeKind, Tree};

pub(super) const RULES: &[Rule] = &[Rule {
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
}];

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
