//! The text of one `.drone.yml`, and places in it.
//!
//! Everything that reads the file keeps byte offsets ([`Span`]) into the text exactly as it stands
//! on disk (byte order mark and `\r\n` included), so that a finding can always show the real line.

mod problem;
mod render;
mod span;

pub use problem::{Edit, Fix, Label, Problem, Severity, sort};
pub use render::{Color, render, render_all};
pub use span::{Position, Span, Spanned};

/// Largest file that is read, in bytes. A real `.drone.yml` of 1.2 MB exists; this is far above it
/// and keeps every offset within [`Span`]'s 32 bits.
pub const MAX_SOURCE_BYTES: usize = 16 << 20;

/// One file: its name for messages, its text, and where its lines start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<u32>,
    defect: Option<Box<Problem>>,
}

impl Source {
    /// A source from text. `name` is what messages show, usually the path or `<stdin>`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let (name, text) = (name.into(), text.into());
        if text.len() > MAX_SOURCE_BYTES {
            return Self::too_large(name, text.len());
        }
        Self::build(name, text, None)
    }

    /// A source from the bytes of a file.
    ///
    /// Never fails: bytes that are not UTF-8, or far too many of them, become [`Source::defect`],
    /// which [`crate::manifest::load`] reports instead of reading on.
    pub fn from_bytes(name: impl Into<String>, bytes: &[u8]) -> Self {
        let name = name.into();
        if bytes.len() > MAX_SOURCE_BYTES {
            return Self::too_large(name, bytes.len());
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::build(name, text.to_owned(), None),
            Err(error) => {
                let at = error.valid_up_to();
                let text = String::from_utf8_lossy(bytes).into_owned();
                let bad = bytes.get(at).copied().unwrap_or_default();
                let start = offset(at);
                let span = Span::new(start, start + offset('\u{fffd}'.len_utf8()));
                let problem = Problem::error(
                    "yaml-syntax",
                    span,
                    format!("the file is not UTF-8 text: byte 0x{bad:02x} at offset {at}"),
                )
                .help("save the file as UTF-8, or write the character in double quotes as `\\xNN`")
                .official(format!("yaml: {}", octet_error(&bytes[at..])));
                Self::build(name, text, Some(Box::new(problem)))
            }
        }
    }

    fn too_large(name: String, bytes: usize) -> Self {
        let message = format!("the file holds {bytes} bytes; at most {MAX_SOURCE_BYTES} are read");
        let problem =
            Problem::error("too-large", Span::default(), message).help("split the file up");
        Self::build(name, String::new(), Some(Box::new(problem)))
    }

    fn build(name: String, text: String, defect: Option<Box<Problem>>) -> Self {
        let mut line_starts = vec![0];
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        line_starts.extend(ends.map(|(at, _)| offset(at + 1)));
        Self {
            name,
            text,
            line_starts,
            defect,
        }
    }

    /// The name given by the caller.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text as it stands in the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Why this source cannot be read at all, if so.
    pub fn defect(&self) -> Option<&Problem> {
        self.defect.as_deref()
    }

    /// The text of a span; `""` when the span does not lie on character borders of this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset, both from 1, the column in characters. A byte order mark
    /// at the start of the file does not count as a column. Offsets past the end give the end.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line(offset) as usize;
        let start = self.line_starts[line - 1] as usize;
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.get(start..end).unwrap_or_default();
        let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
        Position {
            line: self::offset(line),
            column: self::offset(column),
        }
    }

    /// Line of a byte offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self::offset(
            self.line_starts
                .partition_point(|&start| start <= offset)
                .max(1),
        )
    }

    /// The span of a line, counted from 1, without its line break.
    pub fn line_span(&self, line: u32) -> Span {
        let at = (line as usize).saturating_sub(1);
        let end = offset(self.text.len());
        let start = self.line_starts.get(at).copied().unwrap_or(end);
        let next = self.line_starts.get(at + 1).copied().unwrap_or(end);
        let text = self
            .text
            .get(start as usize..next as usize)
            .unwrap_or_default();
        Span::new(
            start,
            start + offset(text.trim_end_matches(['\n', '\r']).len()),
        )
    }

    /// The line of a list item, from the end of the line before, if nothing else stands on it but a
    /// dash: to delete it. `item` is the item or its dash.
    pub fn lone_item(&self, item: Span) -> Option<Span> {
        let line = self.line(item.start);
        let own = self.line_span(line);
        let text = self.slice(own).trim();
        let is_alone =
            text == "-" || text.strip_prefix("- ").map(str::trim) == Some(self.slice(item));
        // The last line may have no line break of its own, but there is one before it.
        let before = self.line_span(line.checked_sub(1).filter(|&line| line > 0)?);
        is_alone.then(|| Span::new(before.end, own.end))
    }
}

/// The official runner's words for bytes that are not UTF-8.
fn octet_error(bytes: &[u8]) -> &'static str {
    let width = match bytes.first() {
        Some(0xc0..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf7) => 4,
        _ => return "invalid leading UTF-8 octet",
    };
    let trailing = bytes.iter().skip(1).take(width - 1);
    if trailing.clone().count() + 1 < width {
        "incomplete UTF-8 octet sequence"
    } else if trailing.clone().any(|byte| !(0x80..0xc0).contains(byte)) {
        "invalid trailing UTF-8 octet"
    } else {
        "invalid Unicode character"
    }
}

/// A length or offset as it is kept in spans. [`MAX_SOURCE_BYTES`] makes the cut impossible.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
