//! Parts that are left as they are: between `# drone-k8s: fmt off` and `fmt on`, and lines with `fmt skip`.

use super::layout::Layout;
use super::lines::Role;
use crate::yaml::Tree;

/// Freezes what a document has switched off.
pub(super) fn freeze(layout: &mut Layout<'_>, tree: &Tree) {
    let mut from: Option<usize> = None;
    for comment in tree.comments() {
        let text = layout
            .source
            .slice(comment.span)
            .trim_start_matches(['#', ' ', '\t']);
        let Some(order) = text.strip_prefix("drone-k8s:") else {
            continue;
        };
        let line = layout.line(comment.span.start);
        match order.trim() {
            "fmt off" => from = from.or(Some(line)),
            "fmt on" => {
                if let Some(from) = from.take() {
                    still(layout, from, line);
                }
            }
            "fmt skip" => still(layout, line, line),
            _ => {}
        }
    }
    if let Some(from) = from {
        let last = layout.line(tree.span.end.saturating_sub(1).max(tree.span.start));
        still(layout, from, last);
    }
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
