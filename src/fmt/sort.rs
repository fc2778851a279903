//! The keys of pipelines, steps and services in Drone's usual order.
//!
//! Whole lines are moved: a key takes its value, its comments and its anchors along. The text must have
//! been formatted, so that columns tell what belongs to what.

mod chunks;

use std::collections::HashSet;
use std::ops::Range;

use super::{Refusal, off};
use crate::source::{Problem, Source, Span};
use crate::yaml::{self, Node, NodeId, NodeKind, ScalarStyle, Tree, Value};
use chunks::Chunks;

/// Keys of a pipeline, as the official formatter and the documentation order them.
const PIPELINE: &[&str] = &[
    "version",
    "kind",
    "type",
    "name",
    "platform",
    "metadata",
    "service_account_name",
    "clone",
    "concurrency",
    "workspace",
    "environment",
    "steps",
    "services",
    "volumes",
    "image_pull_secrets",
    "resources",
    "node",
    "node_name",
    "node_selector",
    "tolerations",
    "dns_config",
    "host_aliases",
    "trigger",
    "depends_on",
];

/// Keys of a step or service.
const STEP: &[&str] = &[
    "name",
    "pull",
    "image",
    "build",
    "push",
    "detach",
    "user",
    "group",
    "shell",
    "entrypoint",
    "command",
    "commands",
    "dns",
    "dns_search",
    "extra_hosts",
    "network_mode",
    "settings",
    "environment",
    "failure",
    "privileged",
    "working_dir",
    "devices",
    "ports",
    "resources",
    "volumes",
    "when",
    "depends_on",
];

/// Where steps stand.
const LISTS: [&str; 2] = ["steps", "services"];

/// A text with its keys in order.
pub(super) struct Sorted {
    pub(super) text: String,
    /// What was left in its order, and why.
    pub(super) kept: Vec<String>,
}

/// Orders the keys of a formatted text.
///
/// # Errors
/// That the result would mean something else.
pub(super) fn sort(source: &Source) -> Result<Sorted, Refusal> {
    let mut kept = Vec::new();
    let mut text = source.text().to_owned();
    for which in [Which::Steps, Which::Pipelines] {
        let now = Source::new(source.name(), text);
        let (trees, _) = yaml::parse(&now);
        let sorted = pass(&now, &trees, which, &mut kept);
        compare(&now, &trees, &sorted)?;
        text = sorted;
    }
    Ok(Sorted { text, kept })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Steps,
    Pipelines,
}

fn pass(source: &Source, trees: &[Tree], which: Which, kept: &mut Vec<String>) -> String {
    let mut text = String::with_capacity(source.text().len());
    let mut at = 0;
    for tree in trees {
        for id in maps(tree, which) {
            let order = match which {
                Which::Steps => STEP,
                Which::Pipelines => PIPELINE,
            };
            match reorder(source, tree, id, order) {
                Ok(None) => {}
                Ok(Some((range, new))) => {
                    text += source.text().get(at..range.start).unwrap_or_default();
                    text += &new;
                    at = range.end;
                }
                Err(why) => kept.push(format!(
                    "the keys at line {} stay in their order: {why}",
                    source.position(tree.node(id).span.start).line
                )),
            }
        }
    }
    text + source.text().get(at..).unwrap_or_default()
}

/// The maps to order, in the order of the file.
fn maps(tree: &Tree, which: Which) -> Vec<NodeId> {
    let Some(root) = tree.root() else {
        return Vec::new();
    };
    let NodeKind::Mapping { pairs, flow: false } = &tree.node(root).kind else {
        return Vec::new();
    };
    let is = |id: NodeId, word: &str| scalar(tree.node(id)) == Some(word);
    if !pairs
        .iter()
        .any(|&(key, value)| is(key, "kind") && is(value, "pipeline"))
    {
        return Vec::new();
    }
    if which == Which::Pipelines {
        return vec![root];
    }
    let lists = pairs
        .iter()
        .filter(|(key, _)| LISTS.iter().any(|list| is(*key, list)));
    let mut maps = Vec::new();
    for (_, list) in lists {
        if let NodeKind::Sequence { items, flow: false } = &tree.node(*list).kind {
            let is_block = |id: &&NodeId| {
                matches!(tree.node(**id).kind, NodeKind::Mapping { flow: false, .. })
            };
            maps.extend(items.iter().filter(is_block));
        }
    }
    maps
}

fn scalar(node: &Node) -> Option<&str> {
    match &node.kind {
        NodeKind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// The new text of a map and what it replaces; none if it is in order.
///
/// # Errors
/// Why it must stay as it is.
fn reorder(
    source: &Source,
    tree: &Tree,
    id: NodeId,
    order: &[&str],
) -> Result<Option<(Range<usize>, String)>, &'static str> {
    let NodeKind::Mapping { pairs, .. } = &tree.node(id).kind else {
        return Ok(None);
    };
    let names: Option<Vec<&str>> = pairs
        .iter()
        .map(|&(key, _)| scalar(tree.node(key)))
        .collect();
    let Some(names) = names else {
        return Err("a key is not plain text");
    };
    let places = places(&names, order);
    if places.is_sorted() {
        return Ok(None);
    }
    if names.contains(&"<<") {
        return Err("what `<<` means depends on its place");
    }
    if names.iter().collect::<HashSet<_>>().len() < names.len() {
        return Err("a key stands there twice");
    }
    let nodes = nodes(tree, pairs);
    if !keeps_anchors(&nodes, &places) {
        return Err("an alias would stand before its anchor");
    }
    if nodes.iter().any(|(_, node)| keeps_lines(source, node)) {
        return Err("empty lines belong to one of its texts");
    }
    let chunks = Chunks::new(source, tree, pairs)?;
    let range = chunks.range();
    let is_inside = |part: &Span| part.range().start < range.end && range.start < part.range().end;
    if off::parts(source, tree).iter().any(is_inside) {
        return Err("formatting is switched off for a part of it");
    }
    Ok(Some((range, chunks.text(&places))))
}

/// The numbers of the keys in their new order. A key that is not in `order` stays behind the one that it
/// follows.
fn places(names: &[&str], order: &[&str]) -> Vec<usize> {
    let mut rank = 0;
    let mut ranked: Vec<(usize, usize)> = Vec::with_capacity(names.len());
    for (number, name) in names.iter().enumerate() {
        if let Some(known) = order.iter().position(|known| known == name) {
            rank = known + 1;
        }
        ranked.push((rank, number));
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, number)| number).collect()
}

/// All nodes of a map, each with the number of its pair.
fn nodes<'a>(tree: &'a Tree, pairs: &[(NodeId, NodeId)]) -> Vec<(usize, &'a Node)> {
    let mut nodes = Vec::new();
    for (number, &(key, value)) in pairs.iter().enumerate() {
        let mut open = vec![key, value];
        while let Some(id) = open.pop() {
            let node = tree.node(id);
            nodes.push((number, node));
            match &node.kind {
                NodeKind::Sequence { items, .. } => open.extend(items),
                NodeKind::Mapping { pairs, .. } => {
                    open.extend(pairs.iter().flat_map(|&(key, value)| [key, value]));
                }
                NodeKind::Scalar { .. } | NodeKind::Alias { .. } => {}
            }
        }
    }
    nodes
}

/// Whether every alias still means the same anchor.
fn keeps_anchors(nodes: &[(usize, &Node)], places: &[usize]) -> bool {
    // Each name with the number of its pair, and whether it is an anchor.
    let mut names: Vec<(&str, usize, bool)> = Vec::new();
    for &(number, node) in nodes {
        if let Some(anchor) = &node.anchor {
            names.push((&anchor.value, number, true));
        }
        if let NodeKind::Alias { name, .. } = &node.kind {
            names.push((name, number, false));
        }
    }
    names.sort_unstable();
    names.dedup();
    let mut new = vec![0; places.len()];
    for (place, &number) in places.iter().enumerate() {
        new[number] = place;
    }
    names
        .chunk_by(|a, b| a.0 == b.0)
        // In the order of the file: the new places must be so, too.
        .all(|same| !same.iter().any(|name| name.2) || same.is_sorted_by_key(|name| new[name.1]))
}

/// Whether the empty lines behind a text are part of it.
fn keeps_lines(source: &Source, node: &Node) -> bool {
    let is_block = matches!(
        node.kind,
        NodeKind::Scalar {
            style: ScalarStyle::Literal | ScalarStyle::Folded,
            ..
        }
    );
    let header = source.slice(node.span).lines().next().unwrap_or_default();
    is_block
        && header
            .split('#')
            .next()
            .is_some_and(|header| header.contains('+'))
}

/// Proves that only the order of keys has changed, and only in pipelines, steps and services.
fn compare(old: &Source, old_trees: &[Tree], text: &str) -> Result<(), Refusal> {
    let new = Source::new(old.name(), text);
    let (new_trees, problems) = yaml::parse(&new);
    let changed = |what: &str| Err(Refusal::Changed(format!("{what} by sorting keys")));
    if problems.iter().any(Problem::is_error) || old_trees.len() != new_trees.len() {
        return changed("the file");
    }
    for (old_tree, new_tree) in old_trees.iter().zip(&new_trees) {
        let values = [(old, old_tree), (&new, new_tree)]
            .map(|(source, tree)| canonical(yaml::untyped(source, tree).0));
        if values[0] != values[1] && !super::gate::has_nan(old, old_tree) {
            return changed("a value");
        }
    }
    if lines(old.text()) != lines(text) {
        return changed("a line");
    }
    Ok(())
}

/// All lines without what moves: blanks and dashes before them.
fn lines(text: &str) -> Vec<&str> {
    let words = |line| str::trim_start_matches(line, [' ', '-', '\u{feff}']);
    let mut lines: Vec<&str> = text
        .lines()
        .map(words)
        .filter(|line| !line.is_empty())
        .collect();
    lines.sort_unstable();
    lines
}

/// A document with the keys in one order that may be in any.
fn canonical(mut document: Value) -> Value {
    if let Value::Map(pairs) = &mut document {
        for (key, value) in pairs.iter_mut() {
            let is_list = key.as_str().is_some_and(|key| LISTS.contains(&key));
            if let (true, Value::List(items)) = (is_list, value) {
                for item in items {
                    if let Value::Map(pairs) = item {
                        by_key(pairs);
                    }
                }
            }
        }
        by_key(pairs);
    }
    document
}

fn by_key(pairs: &mut [(Value, Value)]) {
    pairs.sort_by(|(a, _), (b, _)| a.as_str().cmp(&b.as_str()));
}
