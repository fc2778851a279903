//! The lines of a file and what becomes of them.

use crate::source::{Source, Span, offset};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing but blanks.
    Blank,
    /// A comment of its own.
    Comment,
    /// Something begins on it.
    Content,
    /// A later line of a flow collection, or of a plain or quoted scalar.
    Continuation,
    /// A line of a block scalar: its blanks are text.
    Text,
    /// A line that starts a document, and what Drone throws away with it.
    Separator,
    /// Left as it is: behind the end of the file for Drone, or switched off.
    Frozen,
}

/// One line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Without its line break; on the first line without a byte order mark.
    pub(super) span: Span,
    pub(super) role: Role,
    /// Blanks before the first character, now.
    pub(super) old: u32,
    /// The same in the result.
    pub(super) new: u32,
    /// Whether an empty line is added before it.
    pub(super) gap: bool,
    /// Whether an empty line behind it would be text.
    pub(super) keeps_blank: bool,
}

/// All lines of a file; a last one without text is not there.
pub(super) fn read(source: &Source) -> Vec<Line> {
    let text = source.text();
    let mut lines = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut ended = false;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let whole = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = rest
            .get(..whole)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r']);
        let content = line.trim_start_matches([' ', '\t']);
        ended |= line.starts_with("...");
        let role = if ended {
            Role::Frozen
        } else if line.starts_with("---") {
            Role::Separator
        } else if content.is_empty() {
            Role::Blank
        } else if content.starts_with('#') {
            Role::Comment
        } else {
            Role::Content
        };
        let indent = offset(line.len() - content.len());
        lines.push(Line {
            span: Span::new(offset(at), offset(at + line.len())),
            role,
            old: indent,
            new: indent,
            gap: false,
            keeps_blank: false,
        });
        at += whole;
    }
    lines
}

/// Whether YAML sees line breaks where this program sees none: such files are left alone.
pub(super) fn has_odd_breaks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let lone = |(at, byte): (usize, &u8)| *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    bytes.iter().enumerate().any(lone) || text.contains(['\u{85}', '\u{2028}', '\u{2029}'])
}

/// The number of the line that holds an offset, found fastest at or soon behind the line `near`.
pub(super) fn at(lines: &[Line], offset: u32, near: usize) -> usize {
    const NEAR: usize = 4;
    let starts_before = |line: &Line| line.span.start <= offset;
    let rest = lines.get(near..).unwrap_or_default();
    let passed = rest
        .iter()
        .take(NEAR)
        .take_while(|line| starts_before(line));
    match passed.count() {
        0 | NEAR => lines.partition_point(starts_before).saturating_sub(1),
        passed => near + passed - 1,
    }
}
