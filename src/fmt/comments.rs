//! Where comments on lines of their own stand.

use super::layout::Layout;
use super::lines::Role;
use crate::source::Span;

/// Gives the comments of a document their columns: that of what they belong to.
pub(super) fn place(layout: &mut Layout<'_>, document: Span) {
    let first = layout.line(document.start);
    let last = layout.line(document.end.saturating_sub(1).max(document.start));
    let is_anchor = |role: Role| matches!(role, Role::Content);
    // From the end, so that the next line is always known.
    let mut next: Option<usize> = None;
    for at in (first..=last).rev() {
        let Some(&line) = layout.lines.get(at) else {
            continue;
        };
        if is_anchor(line.role) {
            next = Some(at);
        }
        if line.role != Role::Comment {
            continue;
        }
        let new = column(layout, at, line.old, next, first);
        layout.lines[at].new = new;
    }
}

fn column(layout: &Layout<'_>, at: usize, old: u32, next: Option<usize>, first: usize) -> u32 {
    let following = next.map(|next| layout.lines[next]);
    if let Some(following) = following.filter(|line| line.old == old) {
        return following.new;
    }
    // Blocks that are open here, or that have just ended: the comment may be their last word.
    let last_content = (first..at)
        .rev()
        .find(|&line| !matches!(layout.lines[line].role, Role::Blank | Role::Comment));
    let open = |last: usize, start: usize| {
        start < at && (last > at || last_content.is_some_and(|content| last >= content))
    };
    let candidates = layout
        .blocks
        .iter()
        .filter(|block| open(block.last, block.first));
    let mut best: Option<(u32, u32)> = None;
    for block in candidates {
        if block.old == old {
            return block.new;
        }
        if block.old < old && best.is_none_or(|(column, _)| block.old > column) {
            best = Some((block.old, block.new));
        }
    }
    match following {
        // Deeper than anything it could end: it introduces what follows.
        Some(following)
            if following.old >= old || best.is_none_or(|(column, _)| column <= following.old) =>
        {
            following.new
        }
        _ => best.map_or(0, |(_, new)| new),
    }
}
