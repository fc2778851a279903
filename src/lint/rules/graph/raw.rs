//! Mappings as they are written, for what the typed pipeline does not keep: keys, and what an edit
//! may touch.

use std::collections::{HashMap, HashSet};

use crate::lint::rule::File;
use crate::manifest::{Body, Pipeline};
use crate::source::{Source, Span};
use crate::yaml::{NodeId, NodeKind, Tree};

/// A mapping of a document.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint::rules) struct Table<'a> {
    /// The document.
    pub(in crate::lint::rules) tree: &'a Tree,
    /// The mapping.
    pub(in crate::lint::rules) id: NodeId,
    /// Whether other places may hold it too, by an anchor or `<<`: then an edit has far effects.
    pub(in crate::lint::rules) shared: bool,
}

/// A key with text, and its value.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint::rules) struct Pair<'a> {
    /// The key.
    pub(in crate::lint::rules) key: &'a str,
    /// Where the key stands.
    pub(in crate::lint::rules) key_span: Span,
    /// The value; what it stands for if it is an alias.
    pub(in crate::lint::rules) value: NodeId,
    /// Whether it is an alias or has an anchor.
    pub(in crate::lint::rules) shared: bool,
}

impl<'a> Table<'a> {
    /// The mapping that is the whole document.
    pub(in crate::lint::rules) fn root(tree: &'a Tree) -> Option<Self> {
        let id = tree.root()?;
        let is_mapping = matches!(tree.node(id).kind, NodeKind::Mapping { .. });
        is_mapping.then_some(Self {
            tree,
            id,
            shared: false,
        })
    }

    /// All pairs whose key is text, in order; `<<` is one of them.
    pub(in crate::lint::rules) fn pairs(self) -> impl Iterator<Item = Pair<'a>> {
        let tree = self.tree;
        let pairs: &[(NodeId, NodeId)] = match &tree.node(self.id).kind {
            NodeKind::Mapping { pairs, .. } => pairs,
            _ => &[],
        };
        pairs.iter().filter_map(move |&(key, value)| {
            let key = tree.node(key);
            let NodeKind::Scalar { text, .. } = &key.kind else {
                return None;
            };
            let target = tree.resolve(value);
            Some(Pair {
                key: text,
                key_span: key.span,
                value: target,
                shared: target != value || tree.node(value).anchor.is_some(),
            })
        })
    }

    /// The last pair with a key, which is the one that counts.
    pub(in crate::lint::rules) fn get(self, key: &str) -> Option<Pair<'a>> {
        self.pairs().filter(|pair| pair.key == key).last()
    }

    /// Whether it is written with braces.
    pub(in crate::lint::rules) fn is_flow(self) -> bool {
        matches!(
            self.tree.node(self.id).kind,
            NodeKind::Mapping { flow: true, .. }
        )
    }

    /// Number of keys of any sort.
    pub(in crate::lint::rules) fn len(self) -> usize {
        match &self.tree.node(self.id).kind {
            NodeKind::Mapping { pairs, .. } => pairs.len(),
            _ => 0,
        }
    }

    /// Where it stands.
    pub(in crate::lint::rules) fn span(self) -> Span {
        self.tree.node(self.id).span
    }

    /// The mapping that is the value of a pair.
    pub(in crate::lint::rules) fn table(self, pair: Pair<'a>) -> Option<Self> {
        let is_mapping = matches!(self.tree.node(pair.value).kind, NodeKind::Mapping { .. });
        is_mapping.then_some(Self {
            id: pair.value,
            shared: self.shared || pair.shared,
            ..self
        })
    }

    /// The items of a pair's list, aliases followed, and whether each may be seen elsewhere too.
    pub(in crate::lint::rules) fn items(
        self,
        pair: Pair<'a>,
    ) -> impl Iterator<Item = (NodeId, bool)> {
        let tree = self.tree;
        let items: &[NodeId] = match &tree.node(pair.value).kind {
            NodeKind::Sequence { items, .. } => items,
            _ => &[],
        };
        items.iter().map(move |&item| {
            let target = tree.resolve(item);
            let shared = target != item || tree.node(item).anchor.is_some();
            (target, shared || self.shared || pair.shared)
        })
    }

    /// The mapping itself and all that `<<` brings into it.
    pub(in crate::lint::rules) fn with_merged(self) -> Vec<Self> {
        let mut found = vec![self];
        let mut seen = HashSet::new();
        let mut at = 0;
        while let Some(&table) = found.get(at) {
            at += 1;
            for pair in table.pairs().filter(|pair| pair.key == "<<") {
                let one = std::iter::once(pair.value);
                for id in one.chain(table.items(pair).map(|(item, _)| item)) {
                    let is_mapping = matches!(self.tree.node(id).kind, NodeKind::Mapping { .. });
                    if is_mapping && id != self.id && seen.insert(id) {
                        found.push(Self {
                            id,
                            shared: true,
                            ..self
                        });
                    }
                }
            }
        }
        found
    }
}

/// The Kubernetes pipelines with their documents.
pub(in crate::lint::rules) fn pipelines(file: File<'_>) -> Vec<(Table<'_>, &Pipeline)> {
    let roots: HashMap<Span, Table<'_>> = file
        .trees
        .iter()
        .filter_map(Table::root)
        .map(|root| (root.span(), root))
        .collect();
    let documents = file.manifest.documents.iter();
    documents
        .filter_map(|document| match &document.body {
            Body::Pipeline(pipeline) => Some((*roots.get(&document.span)?, &**pipeline)),
            _ => None,
        })
        .collect()
}

/// The services and steps of a document.
pub(in crate::lint::rules) fn steps(root: Table<'_>) -> Vec<Table<'_>> {
    let mut found = Vec::new();
    for key in ["services", "steps"] {
        let Some(pair) = root.get(key) else { continue };
        for (id, shared) in root.items(pair) {
            if matches!(root.tree.node(id).kind, NodeKind::Mapping { .. }) {
                found.push(Table { id, shared, ..root });
            }
        }
    }
    found
}

/// The lines of a pair that stands alone on them: removing them removes the pair and nothing else.
pub(in crate::lint::rules) fn lines_of_pair(
    source: &Source,
    key: Span,
    value: Span,
) -> Option<Span> {
    let first = source.line_span(source.line(key.start));
    let end = key.end.max(value.end);
    let number = source.line(end.saturating_sub(1));
    let last = source.line_span(number);
    let before = source.slice(Span::new(first.start, key.start));
    let after = source.slice(Span::new(end, last.end)).trim();
    let is_alone = before.bytes().all(|byte| byte == b' ') && matches!(after, "" | ":");
    let next = source.line_span(number.saturating_add(1)).start;
    is_alone.then(|| Span::new(first.start, next.max(last.end)))
}

/// An edit that puts a key behind the name of a step that is written as a block: `(span, text)`.
pub(in crate::lint::rules) fn after_name(
    source: &Source,
    name: Span,
    text: &str,
) -> Option<(Span, String)> {
    let line = source.line_span(source.line(name.start));
    let before = source.slice(Span::new(line.start, name.start));
    let indent = before.trim_end().strip_suffix("name:")?;
    let after = source.slice(Span::new(name.end, line.end)).trim();
    let is_plain = indent.bytes().all(|byte| matches!(byte, b' ' | b'-'));
    if name.is_empty() || !is_plain || !(after.is_empty() || after.starts_with('#')) {
        return None;
    }
    let indent = indent.replace('-', " ");
    Some((Span::new(line.end, line.end), format!("\n{indent}{text}")))
}

/// A text as an item of a list in brackets.
pub(in crate::lint::rules) fn flow_item(text: &str) -> Option<String> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ' | '*');
    if text.is_empty() || text.chars().any(char::is_control) {
        return None;
    }
    let is_word = text.starts_with(char::is_alphanumeric)
        && text.chars().all(is_plain)
        && !text.ends_with(' ');
    Some(if is_word {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    })
}

/// Whether Drone, or a tool before it, may put something else here before the file is read.
pub(in crate::lint::rules) fn is_template(text: &str) -> bool {
    text.contains("${") || text.contains("{{")
}

#[cfg(test)]
mod tests {
    use super::{after_name, flow_item, lines_of_pair};
    use crate::source::{Source, Span, offset};

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(offset(start), offset(start + part.len()))
    }

    #[test]
    fn lines_of_a_pair() {
        let text = "a:\n  b: 1\n  c:\n  - 2\n  d: 3 # x\n  - e: 4\n  f:\n";
        let source = Source::new("x", text);
        let lines = |key, value| {
            lines_of_pair(&source, span(text, key), span(text, value))
                .map(|span| source.slice(span))
        };
        assert_eq!(lines("b", "1"), Some("  b: 1\n"));
        assert_eq!(lines("c", "- 2"), Some("  c:\n  - 2\n"));
        assert_eq!(lines("d", "3"), None);
        assert_eq!(lines("e", "4"), None);
        assert_eq!(lines("f", "f"), Some("  f:\n"));
    }

    #[test]
    fn a_key_behind_the_name() {
        let text = "steps:\n  - name: one # x\n  - {name: two}\n";
        let source = Source::new("x", text);
        let (at, new) = after_name(&source, span(text, "one"), "a: b").unwrap();
        assert_eq!(new, "\n    a: b");
        assert_eq!(at.start, span(text, "\n  - {").start);
        assert_eq!(after_name(&source, span(text, "two"), "a: b"), None);
    }

    #[test]
    fn items_are_quoted_where_they_must_be() {
        assert_eq!(flow_item("build it").as_deref(), Some("build it"));
        assert_eq!(flow_item("a, b's").as_deref(), Some("'a, b''s'"));
        assert_eq!(flow_item("a\nb"), None);
    }
}
