//! From places in a decoded scalar back to the raw file, so that a finding inside of a command with
//! many lines points at the real word.

use std::ops::Range;

use crate::source::{Span, Spanned, offset};

/// Where each piece of a scalar's text stands in the raw file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    /// The whole scalar.
    whole: Span,
    /// In the order of both texts. Empty if the two texts do not fit each other.
    pieces: Vec<Piece>,
}

/// Text that stands in the file as it is, or an escape, which is one character in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Offset in the text.
    text: usize,
    /// Length in the text.
    text_len: usize,
    /// Offset in the file.
    raw: usize,
    /// Length in the file.
    raw_len: usize,
}

impl Script {
    /// `value` is the text of a scalar with its place, `raw` what stands there.
    pub(super) fn new(raw: &str, value: &Spanned<String>) -> Self {
        let base = value.span.start as usize;
        let pieces = match raw.chars().next() {
            Some('|' | '>') => block(raw, base, value),
            Some('\'') => quoted(raw, base, value, false),
            Some('"') => quoted(raw, base, value, true),
            _ => lines(raw, base, value),
        };
        Self {
            whole: value.span,
            pieces: pieces.unwrap_or_default(),
        }
    }

    /// Whether places are known.
    pub(super) fn is_exact(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// The place of a part of the text; the whole scalar if it is not known.
    pub(super) fn span(&self, text: &Range<usize>) -> Span {
        let Some(start) = self.raw_start(text.start) else {
            return self.whole;
        };
        if text.end <= text.start {
            return Span::new(start, start);
        }
        match self.raw_end(text.end) {
            Some(end) => Span::new(start, end),
            None => self.whole,
        }
    }

    /// Where the text stands that begins at an offset.
    fn raw_start(&self, at: usize) -> Option<u32> {
        let after = self.pieces.partition_point(|piece| piece.text <= at);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        let within = at - piece.text;
        Some(offset(if piece.text_len == piece.raw_len {
            piece.raw + within.min(piece.raw_len)
        } else {
            piece.raw
        }))
    }

    /// Where the text ends that ends before an offset.
    fn raw_end(&self, end: usize) -> Option<u32> {
        let last = end.checked_sub(1)?;
        let after = self.pieces.partition_point(|piece| piece.text <= last);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        let within = end - piece.text;
        Some(offset(if piece.text_len == piece.raw_len {
            piece.raw + within.min(piece.raw_len)
        } else {
            piece.raw + piece.raw_len
        }))
    }

    /// The offset in the text of what stands at an offset of the file.
    pub(super) fn text_offset(&self, raw: u32) -> Option<usize> {
        let raw = raw as usize;
        let after = self.pieces.partition_point(|piece| piece.raw <= raw);
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        let within = raw - piece.raw;
        if within >= piece.raw_len {
            return None;
        }
        Some(if piece.text_len == piece.raw_len {
            piece.text + within
        } else {
            piece.text
        })
    }
}

/// `|` and `>`: the lines after the header.
fn block(raw: &str, base: usize, text: &str) -> Option<Vec<Piece>> {
    let header = raw.find('\n')? + 1;
    lines(raw.get(header..)?, base + header, text)
}

/// Lines without quotes: each stands in the text as it is, only the blanks around it may differ.
fn lines(raw: &str, base: usize, text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut line_start = 0;
    let mut at = 0;
    for line in raw.split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() {
            let rest = text.get(at..)?;
            let blanks = rest.len() - rest.trim_start().len();
            at += blanks;
            // A block scalar's span may reach into what follows it.
            if !text.get(at..)?.starts_with(words) {
                return if text.get(at..)?.is_empty() {
                    Some(pieces)
                } else {
                    None
                };
            }
            let indent = line.len() - line.trim_start().len();
            pieces.push(Piece {
                text: at,
                text_len: words.len(),
                raw: base + line_start + indent,
                raw_len: words.len(),
            });
            at += words.len();
        }
        line_start += line.len();
    }
    Some(pieces)
}

/// `'…'` and `"…"`: escapes are pieces of their own.
fn quoted(raw: &str, base: usize, text: &str, double: bool) -> Option<Vec<Piece>> {
    let inner = raw.get(1..raw.len().checked_sub(1)?)?;
    let base = base + 1;
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut at, mut text_at) = (0, 0);
    while let Some(letter) = inner.get(at..)?.chars().next() {
        let rest = inner.get(at..)?;
        let left = text.get(text_at..)?;
        if letter == '\n' || letter == '\r' {
            // Line breaks are folded, with all blanks around them.
            at += rest.len() - rest.trim_start().len();
            text_at += left.len() - left.trim_start().len();
            continue;
        }
        let (raw_len, text_len) = match letter {
            '\'' if !double => (2, 1),
            '\\' if double => match escape(rest)? {
                0 => {
                    // The line goes on with the next one.
                    at += 1;
                    let rest = inner.get(at..)?;
                    at += rest.len() - rest.trim_start().len();
                    continue;
                }
                raw_len => (raw_len, left.chars().next()?.len_utf8()),
            },
            ' ' | '\t' => {
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                if rest.get(blanks..)?.starts_with(['\n', '\r']) {
                    at += blanks;
                    continue;
                }
                (1, 1)
            }
            _ => (letter.len_utf8(), letter.len_utf8()),
        };
        let plain = raw_len == text_len && letter != '\\';
        if plain && !left.starts_with(letter) {
            return None;
        }
        match pieces.last_mut() {
            Some(last)
                if plain
                    && last.raw_len == last.text_len
                    && last.raw + last.raw_len == base + at
                    && last.text + last.text_len == text_at =>
            {
                last.raw_len += raw_len;
                last.text_len += text_len;
            }
            _ => pieces.push(Piece {
                text: text_at,
                text_len,
                raw: base + at,
                raw_len,
            }),
        }
        at += raw_len;
        text_at += text_len;
    }
    Some(pieces)
}

/// Length of the escape at the start of `rest`; 0 for an escaped line break.
fn escape(rest: &str) -> Option<usize> {
    Some(match rest.chars().nth(1)? {
        'x' => 4,
        'u' => 6,
        'U' => 10,
        '\n' | '\r' => 0,
        other => 1 + other.len_utf8(),
    })
}

#[cfg(test)]
mod tests {
    use super::Script;
    use crate::manifest::load;
    use crate::source::Source;

    /// What the raw file has for `wanted` in the first command.
    fn raw_of(command: &str, wanted: &str) -> String {
        let text = format!(
            "kind: pipeline\ntype: kubernetes\nsteps:\n- name: a\n  image: b\n  commands:\n  - {command}\n  - end\n"
        );
        let source = Source::new("t", text);
        let loaded = load(&source);
        let pipeline = loaded.manifest.pipelines().next().unwrap();
        let value = &pipeline.steps[0].commands[0];
        let script = Script::new(source.slice(value.span), value);
        assert!(script.is_exact(), "{command}");
        let at = value.value.find(wanted).unwrap();
        let span = script.span(&(at..at + wanted.len()));
        assert_eq!(script.text_offset(span.start), Some(at), "{command}");
        source.slice(span).to_owned()
    }

    #[test]
    fn all_styles_lead_back_to_the_file() {
        for command in [
            "echo one two",
            "echo one\n    and two",
            "'echo ''one'' two'",
            "\"echo \\\"one\\\" \\x41 two\"",
            "\"echo one\n\n      and two\"",
            "|\n    echo one\n\n      indented\n    echo two\n",
            "|-  # why\n    echo one\n    echo two",
            ">\n    echo one\n    and\n\n      more\n    two",
        ] {
            assert_eq!(raw_of(command, "two"), "two");
            assert_eq!(raw_of(command, "one"), "one");
        }
        assert_eq!(raw_of("'say ''x'' now'", "'x' now"), "''x'' now");
        assert_eq!(
            raw_of("\"say \\\"x\\\" now\"", "\"x\" now"),
            "\\\"x\\\" now"
        );
    }
}
