//! The keys of pipelines, steps and services in Drone's usual order.
//!
//! Whole lines are moved: a key takes its value, its comments and its anchors along. The text must have
//! been formatted, so that columns tell what belongs to what.

use std::collections::HashSet;
use std::ops::Range;

use super::{Refusal, off};
use crate::source::{Problem, Source, Span};
use crate::yaml::{self, Node, NodeId, NodeKind, ScalarStyle, Tree, Value};

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

/// The lines of the pairs of a map.
struct Chunks<'a> {
    source: &'a Source,
    /// From the first comment of a key to the first of the next one.
    texts: Vec<&'a str>,
    /// Whether an empty line stands before each.
    apart: Vec<bool>,
    /// What stands before the first key on its line.
    head: &'a str,
    start: usize,
    end: usize,
    column: usize,
}

impl<'a> Chunks<'a> {
    fn new(
        source: &'a Source,
        tree: &Tree,
        pairs: &[(NodeId, NodeId)],
    ) -> Result<Self, &'static str> {
        const ODD: &str = "its keys do not stand under each other";
        let text = source.text();
        let line_start = |at: usize| {
            text.get(..at)
                .and_then(|before| before.rfind('\n'))
                .map_or(0, |end| end + 1)
        };
        let keys: Vec<usize> = pairs
            .iter()
            .map(|&(key, _)| tree.node(key).start() as usize)
            .collect();
        let (Some(&first), Some(&last)) = (keys.first(), keys.last()) else {
            return Err(ODD);
        };
        let column = last - line_start(last);
        let start = line_start(first);
        let head = text.get(start..first).unwrap_or_default();
        if !matches!(head.trim_matches([' ', '\u{feff}']), "" | "-") {
            return Err(ODD);
        }
        let mut starts = vec![first];
        for two in keys.windows(2) {
            let begin = line_start(two[1]);
            let before = text.get(begin..two[1]).unwrap_or_default();
            if before.len() != column || !before.bytes().all(|byte| byte == b' ') {
                return Err(ODD);
            }
            starts.push(with_comments(text, two[0], begin, column));
        }
        let end = end(text, last, column);
        let whole = text.get(start..end).unwrap_or_default();
        if !whole.ends_with('\n') {
            return Err("the text at its end has no line end");
        }
        let ends = starts.iter().skip(1).chain([&end]);
        let whole: Vec<&str> = starts
            .iter()
            .zip(ends)
            .map(|(&from, &to)| text.get(from..to).unwrap_or_default())
            .collect();
        let texts: Vec<&str> = whole
            .iter()
            .map(|chunk| without_blank_lines(chunk))
            .collect();
        let mut apart = vec![false];
        apart.extend(
            whole
                .iter()
                .zip(&texts)
                .map(|(whole, chunk)| whole.len() > chunk.len()),
        );
        // What was the first had none to show.
        let has_gaps = apart.iter().any(|&apart| apart);
        apart[0] = column == 0 && has_gaps && texts[0].matches('\n').count() > 1;
        Ok(Self {
            source,
            texts,
            apart,
            head,
            start,
            end,
            column,
        })
    }

    fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    fn text(&self, places: &[usize]) -> String {
        let is_crlf = self.source.text().contains("\r\n");
        let line_end = if is_crlf { "\r\n" } else { "\n" };
        let indent = " ".repeat(self.column);
        let mut out = String::with_capacity(self.end - self.start);
        for (place, &number) in places.iter().enumerate() {
            let chunk = self.texts[number];
            if place > 0 {
                if self.apart[number] {
                    out += line_end;
                }
                if number == 0 {
                    out += &indent;
                }
                out += chunk;
                continue;
            }
            // Comments of the key that is now the first go above the dash.
            let dash = self.head.len() - self.head.trim_start_matches([' ', '\u{feff}']).len();
            let mut rest = chunk;
            let byte_order_mark = self.head.starts_with('\u{feff}');
            if byte_order_mark {
                out.push('\u{feff}');
            }
            while rest.trim_start_matches(' ').starts_with('#') {
                let (comment, after) = rest.split_once('\n').unwrap_or((rest, ""));
                out += &" ".repeat(if byte_order_mark { 0 } else { dash });
                out += comment.trim_start_matches(' ');
                out.push('\n');
                rest = after;
            }
            out += self.head.trim_start_matches('\u{feff}');
            out += rest.trim_start_matches(' ');
        }
        out
    }
}

/// Where the comments right above a line begin that stand in a column. They begin behind `after`.
fn with_comments(text: &str, after: usize, line: usize, column: usize) -> usize {
    let mut start = line;
    while start > after {
        let before = text.get(..start - 1).unwrap_or_default();
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let words = text.get(begin..start).unwrap_or_default();
        let indent = words.len() - words.trim_start_matches(' ').len();
        if begin <= after || indent != column || !words.trim_start().starts_with('#') {
            break;
        }
        start = begin;
    }
    start
}

/// Where the lines of a map's last pair end, whose key stands at `key` in a column.
fn end(text: &str, key: usize, column: usize) -> usize {
    let mut at = key;
    let mut end = text.len();
    for (number, line) in text
        .get(key..)
        .unwrap_or_default()
        .split_inclusive('\n')
        .enumerate()
    {
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        let is_over =
            indent < column || column == 0 && (line.starts_with("---") || line.starts_with("..."));
        if number > 0 && !words.trim().is_empty() {
            if is_over {
                break;
            }
            if indent <= column && words.starts_with('#') {
                at += line.len();
                continue;
            }
        }
        at += line.len();
        if number == 0 || !words.trim().is_empty() {
            end = at;
        }
    }
    end
}

fn without_blank_lines(chunk: &str) -> &str {
    let mut chunk = chunk;
    while let Some(shorter) = chunk
        .strip_suffix("\n")
        .map(|line| line.trim_end_matches('\r'))
        .filter(|shorter| shorter.ends_with('\n'))
    {
        chunk = shorter;
    }
    chunk
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
