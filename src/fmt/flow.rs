//! Blanks inside of `[ ]` and `{ }`.

use super::layout::Layout;
use crate::source::{Span, offset};
use crate::yaml::{NodeId, NodeKind, Tree};

/// One blank behind `,` and `:`, none before; the same inside of both brackets.
pub(super) fn space(layout: &mut Layout<'_>, tree: &Tree, id: NodeId) {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let node = tree.node(id);
        let (parts, pairs): (Vec<NodeId>, bool) = match &node.kind {
            NodeKind::Sequence { items, flow: true } => (items.clone(), false),
            NodeKind::Mapping { pairs, flow: true } => (
                pairs
                    .iter()
                    .flat_map(|&(key, value)| [key, value])
                    .collect(),
                true,
            ),
            _ => continue,
        };
        open.extend(parts.iter().copied());
        let text = layout.source.slice(node.span);
        // A single pair without braces, and parts that are not written, are left alone.
        let is_bracketed =
            text.starts_with(['[', '{']) && text.ends_with([']', '}']) && text.len() >= 2;
        if !is_bracketed || parts.iter().any(|&part| tree.node(part).span.is_empty()) {
            continue;
        }
        let (start, end) = (node.span.start + 1, node.span.end - 1);
        let Some((&first, &last)) = parts.first().zip(parts.last()) else {
            layout.blanks(Span::new(start, end), "");
            continue;
        };
        for (number, two) in parts.windows(2).enumerate() {
            let mark = if pairs && number % 2 == 0 { ':' } else { ',' };
            let is_alias = matches!(tree.node(two[0]).kind, NodeKind::Alias { .. });
            between(
                layout,
                tree.node(two[0]).span.end,
                tree.node(two[1]).start(),
                mark,
                is_alias,
            );
        }
        let left = Span::new(start, tree.node(first).start());
        let right = Span::new(tree.node(last).span.end, end);
        let is_blank = |span: Span| {
            layout
                .source
                .slice(span)
                .chars()
                .all(|c| matches!(c, ' ' | '\t'))
        };
        if is_blank(left) && is_blank(right) {
            let inner = if left.is_empty() && right.is_empty() {
                ""
            } else {
                " "
            };
            layout.blanks(left, inner);
            layout.blanks(right, inner);
        }
    }
}

fn between(layout: &mut Layout<'_>, from: u32, to: u32, mark: char, is_alias: bool) {
    let text = layout.source.slice(Span::new(from, to));
    let Some(at) = text.find(mark) else { return };
    let (before, after) = (
        text.get(..at).unwrap_or_default(),
        text.get(at + 1..).unwrap_or_default(),
    );
    let is_plain = |text: &str| text.chars().all(|c| matches!(c, ' ' | '\t'));
    let at = from + offset(at);
    if is_plain(before) && !(is_alias && mark == ':') {
        layout.blanks(Span::new(from, at), "");
    }
    if is_plain(after) {
        layout.blanks(Span::new(at + 1, to), " ");
    }
}
