//! From places in the substituted text back to the raw file.

use crate::source::Span;

/// Says for each byte of the substituted text where in the raw file it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubstMap {
    /// In the order of both texts.
    pieces: Vec<Piece>,
    /// Length of the raw file.
    raw_len: u32,
}

/// A piece of text that was kept or put in. It reaches up to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where it starts in the substituted text.
    out: u32,
    /// Where it starts in the raw file.
    raw: u32,
    /// Kept byte by byte; otherwise all of it stands for the expression at `raw`.
    kept: bool,
}

impl SubstMap {
    /// The offset in the raw file of a byte of the substituted text. A byte that a variable put in
    /// gives the start of its expression.
    pub fn raw_offset(&self, substituted: u32) -> u32 {
        let after = self
            .pieces
            .partition_point(|piece| piece.out <= substituted);
        let Some(piece) = after.checked_sub(1).and_then(|at| self.pieces.get(at)) else {
            return substituted;
        };
        if piece.kept {
            piece.raw + (substituted - piece.out)
        } else {
            piece.raw
        }
    }

    /// The same for a span. A span that ends inside a value reaches to the end of its expression,
    /// or to what follows it.
    pub fn raw_span(&self, substituted: Span) -> Span {
        let start = self.raw_offset(substituted.start);
        if substituted.is_empty() {
            return Span::new(start, start);
        }
        let last = substituted.end - 1;
        let after = self.pieces.partition_point(|piece| piece.out <= last);
        let end = match after.checked_sub(1).and_then(|at| self.pieces.get(at)) {
            Some(piece) if piece.kept => piece.raw + (last - piece.out) + 1,
            Some(_) => self.pieces.get(after).map_or(self.raw_len, |next| next.raw),
            None => substituted.end,
        };
        Span::new(start, end)
    }

    /// Says how long the raw file is, once all of it was read.
    pub(super) fn finish(&mut self, raw_len: u32) {
        self.raw_len = raw_len;
    }

    /// Starts a piece; joined with the one before when nothing lies between them.
    pub(super) fn push(&mut self, out: u32, raw: u32, kept: bool) {
        if let Some(last) = self.pieces.last()
            && last.kept
            && kept
            && raw.checked_sub(last.raw) == out.checked_sub(last.out)
        {
            return;
        }
        self.pieces.push(Piece { out, raw, kept });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Mode, substitute};
    use crate::source::Span;

    fn raw_text(raw: &str, wanted: &str) -> String {
        let lookup = |name: &str| (name == "V").then(|| "value".to_owned());
        let done = substitute(raw, Mode::Default, &lookup).unwrap();
        let start = u32::try_from(done.text.find(wanted).unwrap()).unwrap();
        let end = start + u32::try_from(wanted.len()).unwrap();
        raw[done.map.raw_span(Span::new(start, end)).range()].to_owned()
    }

    #[test]
    fn places_point_into_the_raw_text() {
        let raw = "a: ${V}\nb: ${NOPE}x $${y}\nc: end";
        assert_eq!(raw_text(raw, "a: "), "a: ");
        assert_eq!(raw_text(raw, "value"), "${V}");
        assert_eq!(raw_text(raw, "alu"), "${V}");
        assert_eq!(raw_text(raw, "x "), "x ");
        assert_eq!(raw_text(raw, "${y}"), "$${y}");
        assert_eq!(raw_text(raw, "c: end"), "c: end");
        assert_eq!(raw_text("a: ${V}", "value"), "${V}");
    }

    #[test]
    fn a_text_without_expressions_maps_to_itself() {
        let done = substitute(r"a \/ b", Mode::Default, &|_| None).unwrap();
        assert!((0..6).all(|at| done.map.raw_offset(at) == at));
    }
}
