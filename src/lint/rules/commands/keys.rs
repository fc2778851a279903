//! Keys of steps in the tree: where they stand, and what the typed step does not tell.

use std::collections::{HashMap, HashSet};

use crate::lint::rule::File;
use crate::manifest::Step;
use crate::source::{Label, Span};
use crate::yaml::{NodeId, NodeKind, Tree};

/// Mappings merged into each other that are followed.
const MAX_MERGES: u32 = 8;

/// A key of a mapping.
#[derive(Clone, Copy)]
pub(in crate::lint::rules) struct Pair<'a> {
    pub(in crate::lint::rules) key: &'a str,
    pub(in crate::lint::rules) key_span: Span,
    pub(in crate::lint::rules) value: NodeId,
}

/// The keys of a mapping in order, aliases and `<<` followed.
pub(in crate::lint::rules) fn pairs(tree: &Tree, id: NodeId) -> Vec<Pair<'_>> {
    let mut found = Vec::new();
    collect(tree, id, MAX_MERGES, &mut found);
    found
}

fn collect<'a>(tree: &'a Tree, id: NodeId, depth: u32, found: &mut Vec<Pair<'a>>) {
    let NodeKind::Mapping { pairs, .. } = &tree.node(tree.resolve(id)).kind else {
        return;
    };
    for &(key, value) in pairs {
        let node = tree.node(tree.resolve(key));
        let NodeKind::Scalar { text, .. } = &node.kind else {
            continue;
        };
        if text != "<<" {
            found.push(Pair {
                key: text,
                key_span: node.span,
                value: tree.resolve(value),
            });
        } else if depth > 0 {
            match &tree.node(tree.resolve(value)).kind {
                NodeKind::Sequence { items, .. } => {
                    for item in items {
                        collect(tree, *item, depth - 1, found);
                    }
                }
                _ => collect(tree, value, depth - 1, found),
            }
        }
    }
}

/// The steps and services of all Kubernetes pipelines as nodes.
pub(in crate::lint::rules) fn steps(file: File<'_>) -> Vec<(&Tree, NodeId)> {
    let mut found = Vec::new();
    let pipelines: HashSet<Span> = file.manifest.pipelines().map(|own| own.span).collect();
    for tree in file.trees {
        let Some(root) = tree.root() else { continue };
        if !pipelines.contains(&tree.node(root).span) {
            continue;
        }
        for pair in pairs(tree, root) {
            if !matches!(pair.key, "steps" | "services") {
                continue;
            }
            if let NodeKind::Sequence { items, .. } = &tree.node(pair.value).kind {
                found.extend(items.iter().map(|item| (tree, tree.resolve(*item))));
            }
        }
    }
    found
}

/// Finds the nodes of typed steps.
pub(in crate::lint::rules) struct Keys<'a> {
    steps: HashMap<Span, (&'a Tree, NodeId)>,
}

impl<'a> Keys<'a> {
    pub(in crate::lint::rules) fn new(file: File<'a>) -> Self {
        let steps = steps(file).into_iter();
        Self {
            steps: steps
                .map(|(tree, id)| (tree.node(id).span, (tree, id)))
                .collect(),
        }
    }

    /// Where a key of a step stands; the step's name if it is not known.
    pub(in crate::lint::rules) fn span(&self, step: &Step, key: &str) -> Span {
        self.pair(step, key)
            .map_or(step.name.span, |(_, pair)| pair.key_span)
    }

    /// A key of a step.
    pub(in crate::lint::rules) fn pair(
        &self,
        step: &Step,
        key: &str,
    ) -> Option<(&'a Tree, Pair<'a>)> {
        let &(tree, id) = self.steps.get(&step.span)?;
        let found = pairs(tree, id).into_iter().find(|pair| pair.key == key)?;
        Some((tree, found))
    }
}

/// A label for a second place.
pub(in crate::lint::rules) fn label(span: Span, text: &str) -> Label {
    Label {
        span,
        text: text.to_owned(),
    }
}
