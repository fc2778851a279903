//! The walk over a document.

use std::collections::HashSet;

use super::{Kind, Table, tables};
use crate::source::Span;
use crate::yaml::{NodeId, NodeKind, Tree};

/// A key of a mapping on the way, known or not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit<'t> {
    /// What the mapping is.
    pub(crate) table: &'static Table,
    /// The mapping that it stands in.
    pub(crate) mapping: NodeId,
    /// The key.
    pub(crate) key: NodeId,
    /// Its text.
    pub(crate) name: &'t str,
    /// Its value, perhaps an alias.
    pub(crate) value: NodeId,
    /// What the value is; none if the table does not know the key.
    pub(crate) kind: Option<Kind>,
}

/// The tree of the document that a place is in.
pub(crate) fn tree_at(trees: &[Tree], place: Span) -> Option<&Tree> {
    let after = trees.partition_point(|tree| tree.span.start <= place.start);
    trees.get(after.checked_sub(1)?)
}

/// The text of a scalar, aliases followed.
pub(crate) fn text(tree: &Tree, id: NodeId) -> Option<&str> {
    match &tree.node(tree.resolve(id)).kind {
        NodeKind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// The key and value of a mapping for a name, without those that `<<` brings.
pub(crate) fn entry(tree: &Tree, mapping: NodeId, name: &str) -> Option<(NodeId, NodeId)> {
    let NodeKind::Mapping { pairs, .. } = &tree.node(tree.resolve(mapping)).kind else {
        return None;
    };
    let mut named = pairs.iter().filter(|pair| text(tree, pair.0) == Some(name));
    named.next().copied()
}

/// Hands every key in the mappings that Drone knows of a Kubernetes pipeline to `visit`, in the order
/// of the file. A mapping that is used several times, through aliases or `<<`, comes once.
pub(crate) fn walk<'t>(tree: &'t Tree, visit: &mut dyn FnMut(Visit<'t>)) {
    let Some(root) = tree.root() else { return };
    let mut walk = Walk {
        tree,
        seen: HashSet::new(),
        is_shared: false,
        visit,
    };
    walk.mapping(root, &tables::PIPELINE);
}

struct Walk<'t, 'v> {
    tree: &'t Tree,
    /// What was walked over and can come again, with the name of its table.
    seen: HashSet<(NodeId, &'static str)>,
    /// Whether the way to here goes through an anchor or alias: only then it can be gone again.
    is_shared: bool,
    visit: &'v mut dyn FnMut(Visit<'t>),
}

impl Walk<'_, '_> {
    fn mapping(&mut self, id: NodeId, table: &'static Table) {
        self.follow(id, |walk| walk.pairs(id, table));
    }

    /// Takes a step of the way, perhaps through an anchor or alias.
    fn follow(&mut self, id: NodeId, step: impl FnOnce(&mut Self)) {
        let before = self.is_shared;
        self.is_shared |= self.node(id).anchor.is_some();
        step(self);
        self.is_shared = before;
    }

    fn pairs(&mut self, id: NodeId, table: &'static Table) {
        let mapping = self.tree.resolve(id);
        let NodeKind::Mapping { pairs, .. } = &self.tree.node(mapping).kind else {
            return;
        };
        if self.is_repeated(mapping, table.name) {
            return;
        }
        for &(key, value) in pairs {
            if self.tree.node(key).is_merge() {
                self.follow(value, |walk| {
                    for merged in walk.merged(value) {
                        walk.mapping(merged, table);
                    }
                });
                continue;
            }
            let Some(name) = text(self.tree, key) else {
                continue;
            };
            let kind = table.get(name);
            (self.visit)(Visit {
                table,
                mapping,
                key,
                name,
                value,
                kind,
            });
            self.follow(value, |walk| walk.value(value, kind));
        }
    }

    /// Whether a mapping came before.
    fn is_repeated(&mut self, id: NodeId, table: &'static str) -> bool {
        self.is_shared && !self.seen.insert((id, table))
    }

    /// The mappings that `<<` brings.
    fn merged(&self, value: NodeId) -> Vec<NodeId> {
        match &self.tree.node(self.tree.resolve(value)).kind {
            NodeKind::Sequence { items, .. } => items.clone(),
            _ => vec![value],
        }
    }

    fn value(&mut self, value: NodeId, kind: Option<Kind>) {
        match kind {
            Some(Kind::One(table)) => self.mapping(value, table),
            Some(Kind::Condition) => self.mapping(value, &tables::PATTERNS),
            Some(Kind::Each(table)) => {
                if let NodeKind::Sequence { items, .. } = &self.node(value).kind {
                    for &item in items {
                        self.mapping(item, table);
                    }
                }
            }
            Some(Kind::Variables(table)) => self.variables(value, table),
            _ => {}
        }
    }

    /// A mapping with free keys, each with a mapping of the table.
    fn variables(&mut self, value: NodeId, table: &'static Table) {
        let id = self.tree.resolve(value);
        let NodeKind::Mapping { pairs, .. } = &self.node(id).kind else {
            return;
        };
        if self.is_repeated(id, "environment") {
            return;
        }
        for &(key, value) in pairs {
            if self.node(key).is_merge() {
                self.follow(value, |walk| {
                    for merged in walk.merged(value) {
                        walk.follow(merged, |walk| walk.variables(merged, table));
                    }
                });
            } else {
                self.mapping(value, table);
            }
        }
    }
}

impl<'t> Walk<'t, '_> {
    fn node(&self, id: NodeId) -> &'t crate::yaml::Node {
        self.tree.node(self.tree.resolve(id))
    }
}

#[cfg(test)]
mod tests {
    use super::walk;
    use crate::source::Source;

    #[test]
    fn every_mapping_comes_once_with_its_table() {
        let text = "x: &common {image: a}
steps:
- {<<: *common, when: {branch: {includes: [b]}}}
- <<: [*common]
  environment: {A: {from_secrets: x}}
services: &list
- {name: b}
services: *list
";
        let (trees, _) = crate::yaml::parse(&Source::new("x", text));
        let mut seen = Vec::new();
        walk(&trees[0], &mut |visit| {
            seen.push((visit.table.name, visit.name, visit.kind.is_some()));
        });
        let expected = [
            ("pipeline", "x", false),
            ("pipeline", "steps", true),
            ("step", "image", true),
            ("step", "when", true),
            ("condition", "branch", true),
            ("pattern", "includes", false),
            ("step", "environment", true),
            ("variable", "from_secrets", false),
            ("pipeline", "services", true),
            ("step", "name", true),
            ("pipeline", "services", true),
        ];
        assert_eq!(seen, expected);
    }
}
