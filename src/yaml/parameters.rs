//! Reading a file before Drone has put values in place of its `${…}`.
//!
//! `[a, ${B}]` is no YAML, but becomes some when Drone replaces `${B}`, which it does first. Where a
//! file cannot be read as it stands, parameters are therefore covered while it is parsed.

use super::node::{NodeKind, Tree};
use crate::source::{Problem, Source, offset};

/// The same as [`super::parse`] for a file as its author wrote it.
pub fn parse_unreplaced(source: &Source) -> (Vec<Tree>, Vec<Problem>) {
    let (trees, problems) = super::parse(source);
    let errors =
        |problems: &[Problem]| problems.iter().filter(|problem| problem.is_error()).count();
    if errors(&problems) == 0 || source.defect().is_some() || !source.text().contains("${") {
        return (trees, problems);
    }
    let (covered, places) = cover(source.text());
    let covered = Source::new(source.name(), covered);
    let (mut other_trees, other_problems) = super::parse(&covered);
    if errors(&other_problems) >= errors(&problems) {
        return (trees, problems);
    }
    for tree in &mut other_trees {
        uncover(tree, source, &covered, &places);
    }
    (other_trees, other_problems)
}

/// The text with letters in place of all that is special in parameters, at the same length, and the
/// range of each parameter.
fn cover(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut covered = String::with_capacity(text.len());
    let mut places = Vec::new();
    let mut done = 0;
    while let Some(start) = text[done..].find("${").map(|at| done + at) {
        let line = text[start..].lines().next().unwrap_or_default();
        let is_escaped = text[..start].ends_with('$');
        let Some(end) = line.find('}').filter(|_| !is_escaped) else {
            covered.push_str(&text[done..start + 2]);
            done = start + 2;
            continue;
        };
        let end = start + end + 1;
        covered.push_str(&text[done..start]);
        covered.extend(text[start..end].bytes().map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte)
            } else {
                '_'
            }
        }));
        places.push((start, end));
        done = end;
    }
    covered.push_str(&text[done..]);
    (covered, places)
}

/// Puts the parameters back into the texts of a tree.
fn uncover(tree: &mut Tree, source: &Source, covered: &Source, places: &[(usize, usize)]) {
    for node in &mut tree.nodes {
        let NodeKind::Scalar { text, .. } = &mut node.kind else {
            continue;
        };
        let range = node.span.range();
        let first = places.partition_point(|&(start, _)| start < range.start);
        let within = places
            .iter()
            .skip(first)
            .take_while(|&&(_, end)| end <= range.end);
        let mut done = 0;
        for &(start, end) in within {
            let span = crate::source::Span::new(offset(start), offset(end));
            let (real, cover) = (source.slice(span), covered.slice(span));
            let Some(at) = text.get(done..).and_then(|rest| rest.find(cover)) else {
                break;
            };
            text.replace_range(done + at..done + at + cover.len(), real);
            done += at + real.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_within_brackets_can_be_read() {
        let text = "a: [x ${B:-c, d} y, \"${Z}\"]\nb: {k: ${V}}\nc: [$${no}]\n";
        let source = Source::new("x", text.lines().take(2).collect::<Vec<_>>().join("\n"));
        let (trees, problems) = parse_unreplaced(&source);
        assert_eq!(problems, []);
        let texts: Vec<&str> = trees[0]
            .nodes
            .iter()
            .filter_map(|node| match &node.kind {
                NodeKind::Scalar { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let expected = ["a", "x ${B:-c, d} y", "${Z}", "b", "k", "${V}"];
        assert_eq!(texts, expected);
        let escaped = Source::new("x", text);
        assert!(!parse_unreplaced(&escaped).1.is_empty());
    }
}
