//! Parts that are left as they are: between `# drone-k8s: fmt off` and `fmt on`, lines with `fmt skip`, and
//! documents of which Drone reads only the beginning.

use super::layout::Layout;
use super::lines::Role;
use crate::source::{Problem, Source, Span};
use crate::yaml::Tree;

/// What a document has switched off, in its order: from the first to the last comment or, with `fmt skip`,
/// the comment behind the line.
pub(super) fn parts(source: &Source, tree: &Tree) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut from: Option<Span> = None;
    for comment in tree.comments() {
        let text = source
            .slice(comment.span)
            .trim_start_matches(['#', ' ', '\t']);
        let Some(order) = text.strip_prefix("drone-k8s:") else {
            continue;
        };
        match order.trim() {
            "fmt off" => from = from.or(Some(comment.span)),
            "fmt on" => parts.extend(from.take().map(|from| from.to(comment.span))),
            "fmt skip" => parts.push(comment.span),
            _ => {}
        }
    }
    if let Some(from) = from {
        let last = tree.span.end.saturating_sub(1).max(from.start);
        parts.push(Span::new(from.start, last));
    }
    parts
}

/// Freezes what a document has switched off.
pub(super) fn freeze(layout: &mut Layout<'_>, tree: &Tree) {
    for part in parts(layout.source, tree) {
        let (first, last) = (layout.line(part.start), layout.line(part.end));
        still(layout, first, last);
    }
}

/// Freezes a document that has text behind its end, and says whether it did: with other indentation that
/// text might become part of it.
pub(super) fn freeze_cut(layout: &mut Layout<'_>, tree: &Tree, problems: &[Problem]) -> bool {
    let is_cut = |problem: &Problem| {
        problem.code == "content-after-document"
            && tree.span.start <= problem.span.start
            && problem.span.end <= tree.span.end
    };
    let is_cut = problems.iter().any(is_cut);
    if is_cut {
        let first = layout.line(tree.span.start);
        let last = layout.line(tree.span.end.saturating_sub(1).max(tree.span.start));
        still(layout, first, last);
    }
    is_cut
}

fn still(layout: &mut Layout<'_>, first: usize, last: usize) {
    for line in first..=last {
        if let Some(line) = layout
            .lines
            .get_mut(line)
            .filter(|line| line.role != Role::Separator)
        {
            line.role = Role::Frozen;
            line.gap = false;
        }
    }
}
