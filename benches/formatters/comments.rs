//! To what the comments of a file belong.

use drone_k8s::source::Source;
use drone_k8s::yaml::{self, NodeId, NodeKind, Tree};

/// A comment and what it belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Owned {
    pub(crate) text: String,
    /// The step, service or other entry of the document's keys in which a reader sees it; empty between them.
    owner: Vec<String>,
}

/// A list or mapping on the page: where its items begin, and the lines from its first to its last word.
struct Block {
    path: Vec<String>,
    column: u32,
    first: u32,
    last: u32,
}

/// All comments. One behind a word belongs to that word; one on a line of its own to the deepest block around
/// it, or that just ended if it stands further to the right than what follows, whose items do not stand further to the right.
pub(crate) fn owned(text: &str) -> Vec<Owned> {
    let source = Source::new("file", text);
    let (trees, _) = yaml::parse(&source);
    let mut found = Vec::new();
    for tree in &trees {
        let mut blocks = Vec::new();
        let mut words = Vec::new();
        if let Some(root) = tree.root() {
            collect(
                &source,
                tree,
                root,
                &mut Vec::new(),
                &mut blocks,
                &mut words,
            );
        }
        words.sort();
        let lines: Vec<u32> = words
            .iter()
            .map(|(start, _)| source.position(*start).line)
            .collect();
        for comment in tree.comments() {
            let place = source.position(comment.span.start);
            let line = place.line;
            let column = place.column;
            let owner = if comment.trailing {
                let after = words.partition_point(|(start, _)| *start < comment.span.start);
                after.checked_sub(1).map(|at| words[at].1.clone())
            } else {
                let after = words.partition_point(|(start, _)| *start <= comment.span.start);
                let next = words.get(after);
                let next = next.map(|(start, path)| (source.position(*start), path));
                let (next_line, next_column) = next.as_ref().map_or((u32::MAX, 0), |(place, _)| {
                    (place.line, first_column(text, place.line))
                });
                let holds_next = |block: &Block| {
                    next.as_ref()
                        .is_some_and(|(_, path)| path.starts_with(&block.path))
                        && block.first <= next_line
                };
                let just_ended = |block: &Block| {
                    // Nothing else stands between its end and the comment.
                    let next = lines.partition_point(|&at| at <= block.last);
                    block.first < line && lines.get(next).is_none_or(|&at| at >= line)
                };
                let around = |block: &&Block| {
                    block.column <= column
                        && (holds_next(block) || column > next_column && just_ended(block))
                };
                blocks
                    .iter()
                    .filter(around)
                    .max_by_key(|block| block.path.len())
                    .map(|block| block.path.clone())
            };
            found.push(Owned {
                text: source.slice(comment.span).trim_end().to_owned(),
                owner: entry(owner.unwrap_or_default()),
            });
        }
    }
    found
}

/// Of keys and positions from the top of a document, those of a step or other entry.
fn entry(mut path: Vec<String>) -> Vec<String> {
    path.truncate(if path.len() < 2 { 0 } else { 2 });
    path
}

/// Where the first word of a line stands.
fn first_column(text: &str, line: u32) -> u32 {
    let line = text.lines().nth(line as usize - 1).unwrap_or_default();
    u32::try_from(line.len() - line.trim_start().len() + 1).unwrap()
}

fn collect(
    source: &Source,
    tree: &Tree,
    id: NodeId,
    path: &mut Vec<String>,
    blocks: &mut Vec<Block>,
    words: &mut Vec<(u32, Vec<String>)>,
) {
    let node = tree.node(id);
    let line = |at: u32| source.position(at).line;
    let mut block = |first: u32, path: &[String]| {
        blocks.push(Block {
            path: path.to_vec(),
            column: source.position(first).column,
            first: line(first),
            last: line(node.span.end.saturating_sub(1).max(first)),
        });
    };
    match &node.kind {
        NodeKind::Sequence { items, flow } => {
            if !flow && let Some(first) = items.first() {
                let before = &source.text()[..tree.node(*first).start() as usize];
                let dash = |at: &usize| before[at + 1..].starts_with([' ', '\n', '\r']);
                let dashes = before.match_indices('-').map(|(at, _)| at).rev();
                // An item that is not there begins right behind its dash.
                let dash = dashes.clone().find(dash).or_else(|| dashes.clone().next());
                block(u32::try_from(dash.unwrap_or(before.len())).unwrap(), path);
            }
            for (number, item) in items.iter().enumerate() {
                path.push(number.to_string());
                collect(source, tree, *item, path, blocks, words);
                path.pop();
            }
        }
        NodeKind::Mapping { pairs, flow } => {
            if !flow {
                block(node.start(), path);
            }
            for (key, value) in pairs {
                let name = match &tree.node(*key).kind {
                    NodeKind::Scalar { text, .. } => text.clone(),
                    _ => "?".to_owned(),
                };
                path.push(name);
                words.push((tree.node(*key).span.start, path.clone()));
                collect(source, tree, *value, path, blocks, words);
                path.pop();
            }
        }
        _ => words.push((node.span.start, path.clone())),
    }
}
