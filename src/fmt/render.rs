//! The text of a layout.

use super::layout::Layout;
use super::lines::{Line, Role};
use crate::source::{Span, offset};

/// Writes all lines.
pub(super) fn render(layout: &Layout<'_>) -> String {
    let text = layout.source.text();
    let line_end = if is_crlf(text) { "\r\n" } else { "\n" };
    let mut edits = layout.edits.clone();
    edits.sort_unstable_by_key(|(span, _)| (span.start, span.end));
    edits.dedup();
    let mut out = String::with_capacity(text.len() + 64);
    if text.starts_with('\u{feff}') {
        out.push('\u{feff}');
    }
    for (number, line) in layout.lines.iter().enumerate() {
        if line.gap {
            out.push_str(line_end);
        }
        let next = layout.lines.get(number + 1);
        write(layout, line, next, &edits, &mut out);
        let is_last = number + 1 == layout.lines.len();
        // A block scalar that ends with the file has no line break in its value: one must not be added.
        let is_open = is_last && line.span.end == offset(text.len());
        if !(is_open && matches!(line.role, Role::Text | Role::Frozen)) {
            out.push_str(line_end);
        }
    }
    out
}

fn write(
    layout: &Layout<'_>,
    line: &Line,
    next: Option<&Line>,
    edits: &[(Span, &'static str)],
    out: &mut String,
) {
    let text = layout.source.slice(line.span);
    match line.role {
        Role::Frozen => {
            out.push_str(text);
            return;
        }
        Role::Blank => return,
        Role::Separator => {
            out.push_str(text.trim_end_matches([' ', '\t']));
            return;
        }
        Role::Text => {
            indent(line.new, out);
            out.push_str(text.get(line.old as usize..).unwrap_or_default());
            return;
        }
        Role::Comment | Role::Content | Role::Continuation => {}
    }
    let mut at = line.span.start + line.old;
    let is_empty = at >= line.span.end;
    if !is_empty {
        indent(line.new, out);
    }
    let begin = out.len();
    let from = edits.partition_point(|(span, _)| span.start < at);
    for (span, new) in edits
        .iter()
        .skip(from)
        .take_while(|(span, _)| span.end <= line.span.end)
    {
        if span.start < at {
            continue;
        }
        out.push_str(layout.source.slice(Span::new(at, span.start)));
        out.push_str(new);
        at = span.end;
    }
    out.push_str(layout.source.slice(Span::new(at, line.span.end)));
    let mut kept = out.trim_end_matches([' ', '\t']).len().max(begin);
    // In double quotes a blank behind a backslash is text.
    let goes_on = next.is_some_and(|next| next.role == Role::Continuation);
    if goes_on
        && out
            .get(begin..kept)
            .is_some_and(|text| text.ends_with('\\'))
        && kept < out.len()
    {
        kept += 1;
    }
    out.truncate(kept);
}

fn indent(columns: u32, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', columns as usize));
}

/// Whether every line ends with `\r\n`.
fn is_crlf(text: &str) -> bool {
    let ends = text.matches('\n').count();
    text.contains('\r') && text.matches("\r\n").count() == ends
}
