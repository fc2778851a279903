//! Where comments on lines of their own stand.

use super::layout::Layout;
use super::lines::Role;
use crate::source::Span;

/// Lines of a heading at most.
const LONGEST: usize = 20;

/// Gives the comments of a document their columns: that of what they belong to.
pub(super) fn place(layout: &mut Layout<'_>, document: Span) {
    let first = layout.line(document.start);
    let last = layout.line(document.end.saturating_sub(1).max(document.start));
    let is_anchor = |role: Role| matches!(role, Role::Content);
    // From the end, so that the next line is always known.
    let mut next: Option<usize> = None;
    let mut loose = Vec::new();
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
        let (new, exact) = column(layout, at, line.old, next, first);
        layout.lines[at].new = new;
        if !exact {
            loose.push(at);
        }
    }
    // Deeper lines of one comment, such as a step that was taken out, keep their shape.
    for &at in loose.iter().rev() {
        let before = at
            .checked_sub(1)
            .and_then(|before| layout.lines.get(before));
        let above = before.filter(|line| line.role == Role::Comment);
        let old = layout.lines[at].old;
        if let Some(above) = above.filter(|above| at > first && above.old <= old) {
            layout.lines[at].new = above.new + (old - above.old);
        }
    }
}

/// The column, and whether something else that stood in the old one says so.
fn column(
    layout: &Layout<'_>,
    at: usize,
    old: u32,
    next: Option<usize>,
    first: usize,
) -> (u32, bool) {
    let following = next.map(|next| layout.lines[next]);
    if let Some(following) = following.filter(|line| line.old == old) {
        return (following.new, true);
    }
    if let Some((next, following)) = next.zip(following)
        && heads(layout, at, next)
    {
        return (following.new, true);
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
            return (block.new, true);
        }
        if block.old < old && best.is_none_or(|(column, _)| block.old > column) {
            best = Some((block.old, block.new));
        }
    }
    let new = match following {
        // Deeper than anything it could end: it introduces what follows.
        Some(following)
            if following.old >= old || best.is_none_or(|(column, _)| column <= following.old) =>
        {
            following.new
        }
        _ => best.map_or(0, |(_, new)| new),
    };
    (new, false)
}

/// Whether a comment, whatever its column, is a heading of the next line: words, set apart from what is above
/// them by an empty line, and not from what is below. Keys and items that were taken out are no words.
fn heads(layout: &Layout<'_>, at: usize, next: usize) -> bool {
    let is_comment = |line: &usize| layout.lines[*line].role == Role::Comment;
    let Some(top) = (0..=at).rev().take(LONGEST).take_while(is_comment).last() else {
        return false;
    };
    let apart = top > 0 && layout.lines[top - 1].role == Role::Blank;
    apart
        && (at..next).all(|line| is_comment(&line))
        && (top..next).all(|line| is_prose(layout, line))
}

fn is_prose(layout: &Layout<'_>, line: usize) -> bool {
    let text = layout.source.slice(layout.lines[line].span);
    let words = text.trim_start().trim_start_matches('#').trim();
    let first = words.split_whitespace().next().unwrap_or_default();
    !first.is_empty() && !first.starts_with('-') && !first.ends_with(':')
}
