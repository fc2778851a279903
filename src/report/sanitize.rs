//! Makes output of a step harmless for a terminal.
//!
//! Text, tabs, line ends and colours (SGR) pass. Everything that moves the cursor, changes the state
//! of the terminal, writes the clipboard or a title, or answers to the program is dropped: CSI, OSC,
//! DCS and the other string sequences, single escapes, C0 and C1 controls, bidirectional overrides.
//! Bytes that are not UTF-8 become U+FFFD. A sequence may be cut over chunks anywhere.
//!
//! A string sequence without an end is given up at the end of its line, so that a stray byte pair never
//! hides more than that.

/// Longest colour sequence that passes.
const LONGEST_SGR: usize = 64;

/// What takes the harmless rest.
pub(super) trait Canvas {
    /// Printable text and tabs, valid UTF-8, never empty.
    fn text(&mut self, text: &[u8]);
    /// A whole colour sequence: `ESC [ 1 ; 31 m`.
    fn sgr(&mut self, sequence: &[u8]);
    /// The line is over.
    fn newline(&mut self);
    /// What follows replaces the line.
    fn carriage_return(&mut self);
    /// What follows replaces the last character.
    fn backspace(&mut self);
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// After ESC.
    Escape,
    /// After ESC and an intermediate byte: one final byte ends it.
    Charset,
    /// Inside CSI.
    Csi,
    /// Inside OSC, DCS, SOS, PM or APC.
    Text,
    /// After ESC inside one of these.
    TextEscape,
}

/// Reads bytes of one step.
#[derive(Debug, Default)]
pub(super) struct Sanitizer {
    state: State,
    /// Bytes of a CSI sequence, without its introducer.
    sequence: Vec<u8>,
    /// The start of a character that is not complete.
    character: Vec<u8>,
}

impl Sanitizer {
    /// Reads the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8], canvas: &mut impl Canvas) {
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if self.state == State::Ground && self.character.is_empty() {
                let plain = rest.iter().take_while(|byte| is_plain(**byte)).count();
                if plain > 0 {
                    let (text, tail) = rest.split_at(plain);
                    canvas.text(text);
                    rest = tail;
                    continue;
                }
            }
            self.byte(first, canvas);
            rest = rest.get(1..).unwrap_or_default();
        }
    }

    /// There is nothing more: a cut character shows, a cut sequence does not.
    pub(super) fn finish(&mut self, canvas: &mut impl Canvas) {
        if !self.character.is_empty() {
            canvas.text("\u{fffd}".as_bytes());
        }
        *self = Self::default();
    }

    fn byte(&mut self, byte: u8, canvas: &mut impl Canvas) {
        match self.state {
            State::Ground => self.ground(byte, canvas),
            State::Escape => self.escape(byte, canvas),
            State::Charset => match byte {
                0x20..=0x2f => {}
                0x30..=0x7e => self.state = State::Ground,
                _ => self.abort(byte, canvas),
            },
            State::Csi => self.csi(byte, canvas),
            State::Text => match byte {
                // BEL, CAN, SUB
                0x07 | 0x18 | 0x1a => self.reset(),
                0x1b => self.state = State::TextEscape,
                b'\n' => self.abort(byte, canvas),
                // The C1 form of ST.
                0x9c if self.character == [0xc2] => self.reset(),
                _ => {
                    self.character.clear();
                    if byte == 0xc2 {
                        self.character.push(byte);
                    }
                }
            },
            State::TextEscape if byte == b'\\' => self.reset(),
            State::TextEscape => {
                self.reset();
                self.escape(byte, canvas);
            }
        }
    }

    fn ground(&mut self, byte: u8, canvas: &mut impl Canvas) {
        if byte < 0x80 {
            if !self.character.is_empty() {
                self.character.clear();
                canvas.text("\u{fffd}".as_bytes());
            }
            match byte {
                b'\n' => canvas.newline(),
                b'\r' => canvas.carriage_return(),
                0x08 => canvas.backspace(),
                0x1b => self.state = State::Escape,
                _ if is_plain(byte) => canvas.text(&[byte]),
                _ => {}
            }
            return;
        }
        self.character.push(byte);
        match std::str::from_utf8(&self.character) {
            Ok(text) => {
                let character = text.chars().next().unwrap_or_default();
                if let Some(state) = introducer(character) {
                    self.state = state;
                    self.sequence.clear();
                } else if !is_dangerous(character) {
                    canvas.text(text.as_bytes());
                }
                self.character.clear();
            }
            Err(error) if error.error_len().is_none() => {}
            Err(_) => {
                let first = self.character.len() == 1;
                self.character.clear();
                canvas.text("\u{fffd}".as_bytes());
                if !first {
                    self.ground(byte, canvas);
                }
            }
        }
    }

    fn escape(&mut self, byte: u8, canvas: &mut impl Canvas) {
        match byte {
            b'[' => {
                self.sequence.clear();
                self.state = State::Csi;
            }
            b']' | b'P' | b'X' | b'^' | b'_' => self.state = State::Text,
            0x1b => self.state = State::Escape,
            0x20..=0x2f => self.state = State::Charset,
            0x30..=0x7e => self.state = State::Ground,
            _ => self.abort(byte, canvas),
        }
    }

    fn csi(&mut self, byte: u8, canvas: &mut impl Canvas) {
        match byte {
            0x20..=0x3f => {
                // One more than passes, so that a cut sequence is never taken for a short one.
                if self.sequence.len() <= LONGEST_SGR {
                    self.sequence.push(byte);
                }
            }
            0x40..=0x7e => {
                self.state = State::Ground;
                let parameters = std::mem::take(&mut self.sequence);
                let simple = parameters
                    .iter()
                    .all(|b| matches!(b, b'0'..=b'9' | b';' | b':'));
                if byte == b'm' && simple && parameters.len() <= LONGEST_SGR {
                    let mut sequence = b"\x1b[".to_vec();
                    sequence.extend_from_slice(&parameters);
                    sequence.push(b'm');
                    canvas.sgr(&sequence);
                } else if byte == b'G' && matches!(parameters.as_slice(), b"" | b"0" | b"1") {
                    canvas.carriage_return();
                }
            }
            _ => self.abort(byte, canvas),
        }
    }

    /// The sequence is broken off by a byte that cannot be part of it.
    fn abort(&mut self, byte: u8, canvas: &mut impl Canvas) {
        self.reset();
        self.ground(byte, canvas);
    }

    fn reset(&mut self) {
        self.state = State::Ground;
        self.character.clear();
        self.sequence.clear();
    }
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t')
}

/// The 8-bit form of `ESC [` and of the starts of string sequences.
fn introducer(character: char) -> Option<State> {
    match character {
        '\u{9b}' => Some(State::Csi),
        '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => Some(State::Text),
        _ => None,
    }
}

/// Controls, and characters that change the order in which a line is shown.
pub(super) fn is_dangerous(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{Canvas, Sanitizer};

    /// Writes down what gets through.
    #[derive(Default)]
    struct Paper(String);

    impl Canvas for Paper {
        fn text(&mut self, text: &[u8]) {
            assert!(!text.is_empty());
            self.0.push_str(std::str::from_utf8(text).unwrap());
        }

        fn sgr(&mut self, sequence: &[u8]) {
            let sequence = std::str::from_utf8(sequence).unwrap();
            self.0
                .push_str(&sequence.replace('\x1b', "<").replace('m', ">"));
        }

        fn newline(&mut self) {
            self.0.push_str("{nl}");
        }

        fn carriage_return(&mut self) {
            self.0.push_str("{cr}");
        }

        fn backspace(&mut self) {
            self.0.push_str("{bs}");
        }
    }

    fn shown(parts: &[&[u8]]) -> String {
        let mut paper = Paper::default();
        let mut sanitizer = Sanitizer::default();
        for part in parts {
            sanitizer.feed(part, &mut paper);
        }
        sanitizer.finish(&mut paper);
        paper.0
    }

    const CASES: &[(&[u8], &str)] = &[
        ("plain\ttext äß€𝄞".as_bytes(), "plain\ttext äß€𝄞"),
        (b"a\nb\r\nc\rd\x08e", "a{nl}b{cr}{nl}c{cr}d{bs}e"),
        (
            b"\x1b[1;31mred\x1b[0m \x1b[m\x1b[38:5:9mx",
            "<[1;31>red<[0> <[><[38:5:9>x",
        ),
        // Private and intermediate bytes make another sequence of it.
        (b"a\x1b[>4;1mb\x1b[?1mc\x1b[1 md", "abcd"),
        (b"a\x1b[2Jb\x1b[3;4Hc\x1b[1Ad\x1b[?1049he\x1b[6nf", "abcdef"),
        (b"50%\x1b[1G\x1b[0K60%\x1b[5Gx", "50%{cr}60%x"),
        (b"a\x1b]0;title\x07b\x1b]52;c;Zm9v\x1b\\c", "abc"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        (
            b"a\x1bP1$r0m\x1b\\b\x1bXs\x1b\\c\x1b^p\x1b\\d\x1b_q\x1b\\e",
            "abcde",
        ),
        (b"a\x1bcb\x1b7c\x1b(0d\x1b#8e\x1b=f", "abcdef"),
        (b"\x00a\x07b\x0b\x0c\x0e\x0f\x05\x7fc", "abc"),
        // C1 as characters, and as bytes that are not UTF-8.
        (
            "a\u{9b}2Jb\u{9d}0;t\u{9c}c\u{90}q\u{9c}d\u{85}e\u{9b}31mf".as_bytes(),
            "abcde<[31>f",
        ),
        (b"a\x9b2Jb", "a\u{fffd}2Jb"),
        ("\u{202e}abc\u{202c}\u{2066}d\u{2069}".as_bytes(), "abcd"),
        (
            b"\xff\xfea\xe2\x82b\xc3",
            "\u{fffd}\u{fffd}a\u{fffd}b\u{fffd}",
        ),
        (b"\xe2\x82\xe2\x82\xac", "\u{fffd}€"),
        // Broken off: the rest of the text is not lost.
        (b"a\x1b[12\nb\x1b]never ends\nc\x1b\nd", "a{nl}b{nl}c{nl}d"),
        (b"\x1b]a\xc2\x07b\x1b]\xc2\x18c\x1b]x\x1ay", "bcy"),
        (b"\x1b\x1b\x1b[31mx\x1b]t\x1b[32my", "<[31>x<[32>y"),
        ("\x1b[3€m".as_bytes(), "€m"),
        (b"end\x1b[3", "end"),
    ];

    #[test]
    fn only_text_and_colours_get_through() {
        for (input, expected) in CASES {
            assert_eq!(
                shown(&[input]),
                *expected,
                "{:?}",
                String::from_utf8_lossy(input)
            );
        }
    }

    #[test]
    fn chunks_may_be_cut_anywhere() {
        let all: Vec<u8> = CASES
            .iter()
            .flat_map(|(input, _)| [input, &b"\n"[..]].concat())
            .collect();
        let whole = shown(&[&all]);
        for at in 0..=all.len() {
            let (left, right) = all.split_at(at);
            assert_eq!(shown(&[left, right]), whole, "cut at {at}");
        }
        let single: Vec<&[u8]> = all.chunks(1).collect();
        assert_eq!(shown(&single), whole);
    }

    #[test]
    fn a_colour_that_is_too_long_is_dropped() {
        let long = format!("a\x1b[{}mb", "1;".repeat(1000));
        assert_eq!(shown(&[long.as_bytes()]), "ab");
        assert_eq!(shown(&[&b"\x1b".repeat(1 << 20), b"[1mx"]), "<[1>x");
    }
}
