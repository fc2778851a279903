//! From secret values to the byte strings that the masker looks for.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, URL_SAFE};

use super::encode;

/// Bytes of the shortest value that is masked.
///
/// Drone masks parts from 2 bytes on, which turns ordinary output into stars; values that are too
/// short are reported instead.
const MIN_VALUE: usize = 4;
/// Bytes of the shortest line of a multi-line value that is masked on its own.
const MIN_LINE: usize = 6;
/// Bytes of the shortest value whose hexadecimal form is masked.
const MIN_HEX: usize = 8;
/// Long values are looked for in pieces of this many bytes, which bounds what is held back of a
/// stream. Neighbouring pieces make one run of covered bytes, so the output is the same.
const PIECE: usize = 48;
/// A last piece shorter than this joins the one before it, so that no piece is a common word.
const MIN_LAST: usize = 16;
/// Encoded forms stop being added at this many bytes of needles, which bounds the memory of the
/// automaton to some tens of MiB. The values themselves always are needles.
const BUDGET: usize = 1 << 20;

/// What [`collect`] found.
#[derive(Default)]
pub(super) struct Needles {
    /// Byte strings to look for; none is empty.
    pub(super) list: HashSet<Vec<u8>>,
    /// Indices of the values that are too short to be masked.
    pub(super) unmasked: Vec<usize>,
    /// Encoded forms were left out for lack of room.
    pub(super) partial: bool,
    bytes: usize,
}

/// All needles of `values`.
///
/// Needles are made of the value without white space at its ends: with it, the line end after a
/// printed secret would vanish together with the secret.
pub(super) fn collect<'a>(values: impl Iterator<Item = &'a str>) -> Needles {
    let mut needles = Needles::default();
    let mut usable = Vec::new();
    for (index, value) in values.enumerate() {
        let trimmed = value.trim();
        if trimmed.len() >= MIN_VALUE {
            usable.push((value, trimmed, sources(trimmed)));
        } else if !trimmed.is_empty() {
            needles.unmasked.push(index);
        }
    }
    // the values of all secrets come first, then their forms, the likeliest first
    for source in usable.iter().flat_map(|(_, _, sources)| sources) {
        pieces(source).for_each(|piece| needles.add(piece));
    }
    for (value, trimmed, _) in &usable {
        needles.add_base64(value, trimmed);
    }
    for source in usable.iter().flat_map(|(_, _, sources)| sources) {
        for piece in pieces(source) {
            for form in encode::spellings(piece) {
                needles.add_form(&form);
            }
        }
    }
    for (_, trimmed, _) in usable
        .iter()
        .filter(|(_, trimmed, _)| trimmed.len() >= MIN_HEX)
    {
        for piece in pieces(trimmed) {
            for form in encode::hex(piece.as_bytes()) {
                needles.add_form(&form);
            }
        }
    }
    needles
}

impl Needles {
    /// Adds a needle in all forms that its newlines may take.
    fn add(&mut self, text: &str) {
        for form in newline_forms(text) {
            let len = form.len();
            if self.list.insert(form) {
                self.bytes += len;
            }
        }
    }

    fn add_form(&mut self, text: &str) {
        if self.bytes > BUDGET {
            self.partial = true;
        } else {
            self.add(text);
        }
    }

    fn add_base64(&mut self, value: &str, trimmed: &str) {
        for engine in [&STANDARD, &URL_SAFE] {
            for phase in 0..3 {
                pieces(&base64_inner(engine, trimmed, phase)).for_each(|p| self.add_form(p));
            }
            // the usual cases also with the characters that depend on what follows: `printf %s`,
            // `echo`, and the value as it is
            for whole in [trimmed, &format!("{trimmed}\n"), value] {
                let encoded = engine.encode(whole);
                pieces(&encoded).for_each(|p| self.add_form(p));
                pieces(encoded.trim_end_matches('=')).for_each(|p| self.add_form(p));
                // base64(1) breaks lines at 76 characters, PEM and openssl(1) at 64
                for width in [76, 64] {
                    if encoded.len() > width {
                        pieces(&wrapped(&encoded, width)).for_each(|p| self.add_form(p));
                    }
                }
            }
        }
    }
}

/// The texts that stand for a value: itself, with plain line ends, its lines, and its words with
/// one space between them (an unquoted variable in a shell).
fn sources(value: &str) -> Vec<String> {
    let mut sources = vec![value.to_owned()];
    if value.contains("\r\n") {
        sources.push(value.replace("\r\n", "\n"));
    }
    if value.contains(['\n', '\r']) {
        let lines = value.split(['\n', '\r']).map(str::trim);
        sources.extend(
            lines
                .filter(|line| line.len() >= MIN_LINE)
                .map(str::to_owned),
        );
    }
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if words != value {
        sources.push(words);
    }
    sources
}

/// The characters of the encoded form that depend on `text` alone when `phase` bytes (modulo 3)
/// stand before it and anything after it.
fn base64_inner(engine: &GeneralPurpose, text: &str, phase: usize) -> String {
    let mut bytes = vec![0; phase];
    bytes.extend_from_slice(text.as_bytes());
    let first = (phase * 8).div_ceil(6);
    let end = bytes.len() * 8 / 6;
    engine
        .encode(bytes)
        .chars()
        .skip(first)
        .take(end - first)
        .collect()
}

fn wrapped(encoded: &str, width: usize) -> String {
    let mut text = String::with_capacity(encoded.len() + encoded.len() / width);
    for (index, c) in encoded.chars().enumerate() {
        if index > 0 && index % width == 0 {
            text.push('\n');
        }
        text.push(c);
    }
    text
}

/// `text` cut in pieces of about [`PIECE`] bytes at character borders.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = if rest.len() < PIECE + MIN_LAST {
            rest.len()
        } else {
            PIECE
        };
        let end = (end..=rest.len())
            .find(|&end| rest.is_char_boundary(end))
            .unwrap_or(rest.len());
        let (piece, tail) = rest.split_at(end);
        rest = tail;
        Some(piece)
    })
}

/// `text` with its newlines as LF, CRLF (a terminal), CR and space (an unquoted variable): mixed in
/// every way for up to three of them, otherwise all the same.
fn newline_forms(text: &str) -> Vec<Vec<u8>> {
    const ENDS: [&str; 4] = ["\n", "\r\n", "\r", " "];
    match text.matches('\n').count() {
        0 => vec![text.as_bytes().to_vec()],
        1..=3 => {
            let mut parts = text.split('\n');
            let mut forms = vec![parts.next().unwrap_or_default().to_owned()];
            for part in parts {
                let longer = |form: &String| ENDS.map(|end| format!("{form}{end}{part}"));
                forms = forms.iter().flat_map(longer).collect();
            }
            forms.into_iter().map(String::into_bytes).collect()
        }
        _ => ENDS
            .map(|end| text.replace('\n', end).into_bytes())
            .to_vec(),
    }
}
