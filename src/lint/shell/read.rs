//! Reads shell code from its start to its end; `words` reads words.

mod words;

use std::ops::Range;

use super::{Shell, Simple};

/// Subshells and substitutions within each other that are followed.
const MAX_DEPTH: u32 = 40;

/// Words after which a command may begin.
const OPENING: [&str; 12] = [
    "if", "then", "elif", "else", "while", "until", "do", "!", "{", "time", "fi", "done",
];

/// Takes code apart.
pub(super) fn read(code: &str) -> Shell {
    let mut reader = Reader {
        code,
        bytes: code.as_bytes(),
        at: 0,
        depth: 0,
        heredocs: Vec::new(),
        shell: Shell::default(),
    };
    reader.list(None, false, false);
    reader.shell.opaque.sort_by_key(|range| range.start);
    reader.shell.variables.sort_by_key(|used| used.name.start);
    reader.shell
}

struct Heredoc {
    delimiter: String,
    strip: bool,
    quoted: bool,
}

struct Reader<'a> {
    code: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: u32,
    heredocs: Vec<Heredoc>,
    shell: Shell,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn text(&self, range: Range<usize>) -> &str {
        self.code.get(range).unwrap_or_default()
    }

    /// Commands up to `end` or the end of the text.
    fn list(&mut self, end: Option<u8>, has_input: bool, is_captured: bool) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.shell.is_open = true;
            self.at = self.bytes.len();
            self.depth -= 1;
            return;
        }
        let is_nested = end.is_some();
        // What is open: loops and conditions, with whether a pipe leads into them.
        let mut open: Vec<bool> = Vec::new();
        let mut piped = false;
        let fresh = |open: &[bool], piped: bool| Simple {
            has_input: has_input || piped || open.contains(&true),
            is_captured,
            is_inner: is_nested || !open.is_empty(),
            ..Simple::default()
        };
        let mut simple = fresh(&open, piped);
        let mut closed = end.is_none();
        while let Some(byte) = self.peek(0) {
            if Some(byte) == end {
                self.at += 1;
                closed = true;
                break;
            }
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.peek(1) == Some(b'\n') => self.at += 2,
                b'#' => self.comment(),
                b'\n' | b';' | b'&' | b'|' | b')' => {
                    let pipe = byte == b'|' && self.peek(1) != Some(b'|');
                    if byte == b'&' && matches!(self.peek(1), Some(b'>')) {
                        self.at += 1;
                        self.redirect(&mut simple, true);
                        continue;
                    }
                    self.at += 1;
                    if byte != b'\n' {
                        while self.peek(0) == Some(byte) {
                            self.at += 1;
                        }
                    }
                    if pipe && self.peek(0) == Some(b'&') {
                        self.at += 1;
                    }
                    simple.is_captured |= pipe;
                    self.finish(&mut simple);
                    // A pipe may be followed by line breaks.
                    piped = pipe || (byte == b'\n' && piped && simple.words.is_empty());
                    simple = fresh(&open, piped);
                    if byte == b'\n' {
                        self.bodies();
                    }
                }
                b'(' => {
                    self.at += 1;
                    let captured = simple.is_captured;
                    self.list(Some(b')'), simple.has_input, captured);
                }
                b'<' | b'>' if self.peek(1) != Some(b'(') => self.redirect(&mut simple, false),
                _ => {
                    let word = self.word(end);
                    self.add(word, &mut simple, &mut open, piped, &fresh);
                }
            }
        }
        self.finish(&mut simple);
        self.shell.is_open |= !closed;
        self.depth -= 1;
    }

    /// Puts a word into the command that is being read.
    fn add(
        &mut self,
        word: Range<usize>,
        simple: &mut Simple,
        open: &mut Vec<bool>,
        piped: bool,
        fresh: &dyn Fn(&[bool], bool) -> Simple,
    ) {
        let text = self.text(word.clone()).to_owned();
        if simple.words.is_empty() {
            match text.as_str() {
                "if" | "while" | "until" | "for" | "case" | "{" => open.push(piped),
                "fi" | "done" | "esac" | "}" => {
                    open.pop();
                }
                _ => {}
            }
            if OPENING.contains(&text.as_str()) || text == "esac" || text == "}" {
                if !matches!(text.as_str(), "!" | "time") {
                    *simple = fresh(open, piped);
                }
                return;
            }
            if let Some(name) = assigned(&text) {
                simple.assigned.push(word.start..word.start + name);
                simple.end = word.end;
                return;
            }
        }
        // The number in `2>`: no word.
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && matches!(self.peek(0), Some(b'<' | b'>')) {
            let to_stdout = text == "1";
            self.redirect_of(simple, to_stdout, text == "0");
            return;
        }
        simple.end = word.end;
        simple.words.push(word);
    }

    fn finish(&mut self, simple: &mut Simple) {
        if !simple.words.is_empty() || !simple.assigned.is_empty() {
            self.shell.commands.push(simple.clone());
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        let rest = self.code.get(start..).unwrap_or_default();
        self.at += rest.find('\n').unwrap_or(rest.len());
        self.shell.opaque.push(start..self.at);
        self.shell.comments.push(start..self.at);
    }

    fn redirect(&mut self, simple: &mut Simple, both: bool) {
        let is_input = self.peek(0) == Some(b'<');
        self.redirect_of(simple, both || !is_input, is_input);
    }

    /// `<…`, `>…`: the sign and what follows it.
    fn redirect_of(&mut self, simple: &mut Simple, to_stdout: bool, from_stdin: bool) {
        let start = self.at;
        while matches!(self.peek(0), Some(b'<' | b'>' | b'|' | b'&')) {
            self.at += 1;
        }
        let sign = self.text(start..self.at).to_owned();
        if sign == "<<" && self.peek(0) == Some(b'-') {
            self.at += 1;
        }
        let strip = self.text(start..self.at).ends_with('-');
        while matches!(self.peek(0), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        let target = self.word(None);
        simple.end = simple.end.max(target.end);
        let name = self.text(target).to_owned();
        if sign.starts_with('<') {
            simple.has_input |= from_stdin;
            if sign == "<<" {
                let quoted = name.contains(['\'', '"', '\\']);
                self.heredocs.push(Heredoc {
                    delimiter: name.replace(['\'', '"', '\\'], ""),
                    strip,
                    quoted,
                });
            }
        } else if to_stdout && name != "/dev/stdout" && name != "/dev/stderr" && sign != ">&" {
            simple.is_captured = true;
        }
    }

    /// The here-documents that begin on this line.
    fn bodies(&mut self) {
        for heredoc in std::mem::take(&mut self.heredocs) {
            let start = self.at;
            let mut is_closed = false;
            while self.at < self.bytes.len() && !is_closed {
                let rest = self.code.get(self.at..).unwrap_or_default();
                let line = rest.split('\n').next().unwrap_or_default();
                let plain = line.trim_end_matches('\r');
                let plain = if heredoc.strip {
                    plain.trim_start_matches('\t')
                } else {
                    plain
                };
                is_closed = plain == heredoc.delimiter;
                self.at = (self.at + line.len() + 1).min(self.bytes.len());
            }
            if heredoc.quoted {
                self.shell.opaque.push(start..self.at);
            }
            self.shell.is_open |= !is_closed;
        }
    }
}

/// Length of the name if a word is an assignment.
fn assigned(word: &str) -> Option<usize> {
    let name = word.split(['=', '+']).next()?;
    let rest = word.get(name.len()..)?;
    let is_name = !name.is_empty()
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && (rest.starts_with('=') || rest.starts_with("+="))).then_some(name.len())
}
