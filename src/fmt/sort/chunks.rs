//! The lines of a map, pair by pair, and how they stand in another order.

use std::ops::Range;

use crate::source::Source;
use crate::yaml::{NodeId, Tree};

/// The lines of the pairs of a map.
pub(super) struct Chunks<'a> {
    source: &'a Source,
    /// From the first comment of a key to the first of the next one.
    texts: Vec<&'a str>,
    /// Whether an empty line stands before each.
    apart: Vec<bool>,
    /// What stands before the first key on its line.
    head: &'a str,
    start: usize,
    end: usize,
    column: usize,
}

impl<'a> Chunks<'a> {
    /// The lines of `pairs`, the pairs of one map.
    ///
    /// # Errors
    /// Why they cannot be moved.
    pub(super) fn new(
        source: &'a Source,
        tree: &Tree,
        pairs: &[(NodeId, NodeId)],
    ) -> Result<Self, &'static str> {
        const ODD: &str = "its keys do not stand under each other";
        let text = source.text();
        let line_start = |at: usize| {
            text.get(..at)
                .and_then(|before| before.rfind('\n'))
                .map_or(0, |end| end + 1)
        };
        let keys: Vec<usize> = pairs
            .iter()
            .map(|&(key, _)| tree.node(key).start() as usize)
            .collect();
        let (Some(&first), Some(&last)) = (keys.first(), keys.last()) else {
            return Err(ODD);
        };
        let column = last - line_start(last);
        let start = line_start(first);
        let head = text.get(start..first).unwrap_or_default();
        if !matches!(head.trim_matches([' ', '\u{feff}']), "" | "-") {
            return Err(ODD);
        }
        let mut starts = vec![first];
        for two in keys.windows(2) {
            let begin = line_start(two[1]);
            let before = text.get(begin..two[1]).unwrap_or_default();
            if before.len() != column || !before.bytes().all(|byte| byte == b' ') {
                return Err(ODD);
            }
            starts.push(with_comments(text, two[0], begin, column));
        }
        let end = end(text, last, column);
        let whole = text.get(start..end).unwrap_or_default();
        if !whole.ends_with('\n') {
            return Err("the text at its end has no line end");
        }
        let ends = starts.iter().skip(1).chain([&end]);
        let whole: Vec<&str> = starts
            .iter()
            .zip(ends)
            .map(|(&from, &to)| text.get(from..to).unwrap_or_default())
            .collect();
        let texts: Vec<&str> = whole
            .iter()
            .map(|chunk| without_blank_lines(chunk))
            .collect();
        let mut apart = vec![false];
        apart.extend(
            whole
                .iter()
                .zip(&texts)
                .map(|(whole, chunk)| whole.len() > chunk.len()),
        );
        // What was the first had none to show.
        let has_gaps = apart.iter().any(|&apart| apart);
        apart[0] = column == 0 && has_gaps && texts[0].matches('\n').count() > 1;
        Ok(Self {
            source,
            texts,
            apart,
            head,
            start,
            end,
            column,
        })
    }

    /// What the lines are of the whole text.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The lines with the pairs in the order `places`.
    pub(super) fn text(&self, places: &[usize]) -> String {
        let is_crlf = self.source.text().contains("\r\n");
        let line_end = if is_crlf { "\r\n" } else { "\n" };
        let indent = " ".repeat(self.column);
        let mut out = String::with_capacity(self.end - self.start);
        for (place, &number) in places.iter().enumerate() {
            let chunk = self.texts[number];
            if place > 0 {
                if self.apart[number] {
                    out += line_end;
                }
                if number == 0 {
                    out += &indent;
                }
                out += chunk;
                continue;
            }
            // Comments of the key that is now the first go above the dash.
            let dash = self.head.len() - self.head.trim_start_matches([' ', '\u{feff}']).len();
            let mut rest = chunk;
            let byte_order_mark = self.head.starts_with('\u{feff}');
            if byte_order_mark {
                out.push('\u{feff}');
            }
            while rest.trim_start_matches(' ').starts_with('#') {
                let (comment, after) = rest.split_once('\n').unwrap_or((rest, ""));
                out += &" ".repeat(if byte_order_mark { 0 } else { dash });
                out += comment.trim_start_matches(' ');
                out.push('\n');
                rest = after;
            }
            out += self.head.trim_start_matches('\u{feff}');
            out += rest.trim_start_matches(' ');
        }
        out
    }
}

/// Where the comments right above a line begin that stand in a column. They begin behind `after`.
fn with_comments(text: &str, after: usize, line: usize, column: usize) -> usize {
    let mut start = line;
    while start > after {
        let before = text.get(..start - 1).unwrap_or_default();
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let words = text.get(begin..start).unwrap_or_default();
        let indent = words.len() - words.trim_start_matches(' ').len();
        if begin <= after || indent != column || !words.trim_start().starts_with('#') {
            break;
        }
        start = begin;
    }
    start
}

/// Where the lines of a map's last pair end, whose key stands at `key` in a column.
fn end(text: &str, key: usize, column: usize) -> usize {
    let mut at = key;
    let mut end = text.len();
    for (number, line) in text
        .get(key..)
        .unwrap_or_default()
        .split_inclusive('\n')
        .enumerate()
    {
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        let is_over =
            indent < column || column == 0 && (line.starts_with("---") || line.starts_with("..."));
        if number > 0 && !words.trim().is_empty() {
            if is_over {
                break;
            }
            if indent <= column && words.starts_with('#') {
                at += line.len();
                continue;
            }
        }
        at += line.len();
        if number == 0 || !words.trim().is_empty() {
            end = at;
        }
    }
    end
}

fn without_blank_lines(chunk: &str) -> &str {
    let mut chunk = chunk;
    while let Some(shorter) = chunk
        .strip_suffix("\n")
        .map(|line| line.trim_end_matches('\r'))
        .filter(|shorter| shorter.ends_with('\n'))
    {
        chunk = shorter;
    }
    chunk
}
