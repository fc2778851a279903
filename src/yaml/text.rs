//! The text of one document while it is parsed: offsets, line numbers as the official runner
//! counts them, and characters that the runner's reader refuses or takes for line breaks.

use std::borrow::Cow;

use super::decode::MAX_PROBLEMS;
use crate::source::{Problem, Source, Span, offset};

/// The text of one document and where it begins in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'s> {
    pub(super) source: &'s Source,
    pub(super) body: &'s str,
    pub(super) base: u32,
}

impl<'s> Text<'s> {
    pub(super) fn new(source: &'s Source, span: Span) -> Self {
        Self {
            source,
            body: source.slice(span),
            base: span.start,
        }
    }

    /// A span of the file from offsets in the document. What [`check`] made of a character may
    /// be taken apart by the parser; the span holds the whole character then.
    pub(super) fn span(&self, mut start: usize, mut end: usize) -> Span {
        let is_empty = start >= end;
        while !self.body.is_char_boundary(start) && start > 0 {
            start -= 1;
        }
        while !self.body.is_char_boundary(end) && end < self.body.len() {
            end += 1;
        }
        end = if is_empty { start } else { end };
        Span::new(self.base + offset(start), self.base + offset(end))
    }

    /// The span of the character at an offset in the document.
    pub(super) fn char_span(&self, at: usize) -> Span {
        let len = self
            .body
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        self.span(at, at + len)
    }

    /// Number of line breaks before an offset in the document.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.source.line(self.base + offset(at)) - self.source.line(self.base)
    }

    /// Offset at which the line of another offset begins.
    pub(super) fn line_start(&self, at: usize) -> usize {
        // Not the text: what the parser says may lie within a character.
        let before = self.body.as_bytes().get(..at).unwrap_or_default();
        let newline = before.iter().rposition(|&byte| byte == b'\n');
        newline.map_or(0, |newline| newline + 1)
    }

    /// Column in characters, from 0.
    pub(super) fn column(&self, at: usize) -> usize {
        let line = &self.body[self.line_start(at)..at];
        line.trim_start_matches('\u{feff}').chars().count()
    }

    /// The official runner's words for a syntax error at an offset. It counts lines from 0 within
    /// the document and leaves the number out on the first.
    pub(super) fn official(&self, at: usize, words: &str) -> String {
        match self.line(at) {
            0 => format!("yaml: {words}"),
            line => format!("yaml: line {line}: {words}"),
        }
    }
}

/// Puts the value of a line in quotes: for text that begins with, or holds, what means something else.
///
/// None if the line is more than `- ` and `key: ` before a value, or if the value may not end with it.
pub(super) fn quote_value(text: Text<'_>, at: usize) -> Option<(usize, Span, String)> {
    let line_start = text.line_start(at.min(text.body.len()));
    let rest = text.body.get(line_start..)?;
    let line = rest.lines().next()?.trim_end();
    let mut value = line.trim_start_matches(' ');
    let indent = line.len() - value.len();
    while let Some(item) = value.strip_prefix("- ") {
        value = item.trim_start_matches(' ');
    }
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if let Some((key, after)) = value.split_once(": ")
        && !key.is_empty()
        && key.bytes().all(is_key)
    {
        value = after.trim_start_matches(' ');
    }
    let next = rest.lines().skip(1).find(|next| !next.trim().is_empty());
    let goes_on = next.is_some_and(|next| {
        let deeper = next.len() - next.trim_start_matches(' ').len() > indent;
        deeper && !next.trim_start().starts_with("- ")
    });
    if value.is_empty() || value.contains(" #") || value.contains('\t') || goes_on {
        return None;
    }
    let start = line_start + line.len() - value.len();
    let quoted = format!("'{}'", value.replace('\'', "''"));
    Some((start, text.span(start, line_start + line.len()), quoted))
}

/// Two spaces for each tab in the indentation of a line.
pub(super) fn without_tabs(text: Text<'_>, at: usize) -> Option<(Span, String)> {
    let start = text.line_start(at);
    let line = text.body.get(start..)?.lines().next()?;
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let own = text.body.get(start..start + indent)?;
    let is_inside = (start..start + indent).contains(&at);
    let span = text.span(start, start + indent);
    // Not so where a line break stands for a character of YAML 1.1; see `check`.
    let is_written = text.source.slice(span) == own;
    (is_inside && is_written).then(|| (span, own.replace('\t', "  ")))
}

/// Checks the characters of a document and returns its text with every line break that only YAML
/// 1.1 knows turned into one that our parser knows too, at the same length in bytes.
pub(super) fn check<'s>(text: Text<'s>, problems: &mut Vec<Problem>) -> Cow<'s, str> {
    let plain = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    // Whole chunks, so that several bytes are looked at in one step.
    let all_plain = |chunk: &[u8]| chunk.iter().fold(true, |all, &byte| all & plain(byte));
    if text.body.as_bytes().chunks(256).all(all_plain) {
        return Cow::Borrowed(text.body);
    }
    let mut breaks = false;
    for (at, character) in text.body.char_indices() {
        match character {
            '\t'
            | '\n'
            | '\r'
            | ' '..='~'
            | '\u{a0}'..='\u{2027}'
            | '\u{202a}'..='\u{fffd}'
            | '\u{10000}'.. => {}
            '\u{85}' => breaks = true,
            '\u{2028}' | '\u{2029}' => {
                breaks = true;
                if problems.len() < MAX_PROBLEMS {
                    problems.push(hidden_break(text, at, character));
                }
            }
            _ => {
                problems.push(control(text, at, character));
                break;
            }
        }
    }
    if !breaks {
        return Cow::Borrowed(text.body);
    }
    let same_length = text.body.replace('\u{85}', "\r\n");
    Cow::Owned(same_length.replace(['\u{2028}', '\u{2029}'], " \r\n"))
}

fn hidden_break(text: Text<'_>, at: usize, character: char) -> Problem {
    let message = format!(
        "invisible character U+{:04X}: Drone takes it for the end of the line",
        u32::from(character)
    );
    Problem::warning("control-character", text.char_span(at), message)
        .help("delete it; inside of double quotes write `\\L` or `\\P` instead")
}

fn control(text: Text<'_>, at: usize, character: char) -> Problem {
    let message = format!(
        "control character U+{:04X} in the text",
        u32::from(character)
    );
    Problem::error("control-character", text.char_span(at), message)
        .help(format!(
            "delete it, or write `\\u{:04X}` inside of double quotes",
            u32::from(character)
        ))
        .official("yaml: control characters are not allowed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_of_yaml_1_1_keep_all_offsets() {
        let source = Source::new("x", "a\u{85}b\u{2028}c");
        let text = Text::new(&source, source.line_span(1));
        let mut problems = Vec::new();
        let checked = check(text, &mut problems);
        assert_eq!(checked, "a\r\nb \r\nc");
        assert_eq!(checked.len(), text.body.len());
        assert_eq!(problems.len(), 1);
    }
}
