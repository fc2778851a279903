//! Words of shell code, with what is quoted and replaced in them.

use std::ops::Range;

use super::Reader;
use crate::lint::shell::Used;

impl Reader<'_> {
    /// One word. `end` closes the list it is in.
    pub(super) fn word(&mut self, end: Option<u8>) -> Range<usize> {
        let start = self.at;
        while let Some(byte) = self.peek(0) {
            if Some(byte) == end {
                break;
            }
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b')' => break,
                b'<' | b'>' if self.peek(1) != Some(b'(') => break,
                b'<' | b'>' => self.at += 1,
                b'(' => {
                    // `f()`, an array, `<(…)`.
                    self.at += 1;
                    self.list(Some(b')'), true, true);
                }
                // A line that goes on after a word: the word ends here.
                b'\\'
                    if self.at > start
                        && self.peek(1) == Some(b'\n')
                        && matches!(self.peek(2), None | Some(b' ' | b'\t' | b'\n')) =>
                {
                    break;
                }
                b'\'' => self.single(),
                b'"' => self.double(),
                _ => self.piece(),
            }
        }
        if self.at == start {
            // Never stand still.
            self.at += self
                .code
                .get(start..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
        }
        start..self.at.min(self.bytes.len())
    }

    /// A character, an escape or a substitution, as in double quotes too.
    fn piece(&mut self) {
        match self.peek(0) {
            Some(b'\\') => {
                self.at += 1;
                self.letter();
            }
            Some(b'`') => {
                let start = self.at;
                self.at += 1;
                self.list(Some(b'`'), true, true);
                self.shell.backticks.push(start..self.at);
            }
            Some(b'$') => self.dollar(),
            _ => self.letter(),
        }
    }

    fn letter(&mut self) {
        let rest = self.code.get(self.at..).unwrap_or_default();
        self.at += rest.chars().next().map_or(1, char::len_utf8);
        self.at = self.at.min(self.bytes.len());
    }

    fn single(&mut self) {
        let start = self.at;
        let rest = self.code.get(start + 1..).unwrap_or_default();
        if let Some(length) = rest.find('\'') {
            self.at = start + length + 2;
        } else {
            self.at = self.bytes.len();
            self.shell.is_open = true;
        }
        self.shell.opaque.push(start..self.at);
    }

    fn double(&mut self) {
        self.at += 1;
        loop {
            match self.peek(0) {
                None => {
                    self.shell.is_open = true;
                    return;
                }
                Some(b'"') => {
                    self.at += 1;
                    return;
                }
                Some(_) => self.piece(),
            }
        }
    }

    fn dollar(&mut self) {
        self.at += 1;
        let by_drone = self.peek(0) != Some(b'$');
        if !by_drone {
            // `$$` becomes `$`.
            self.at += 1;
        }
        match self.peek(0) {
            Some(b'(') if self.peek(1) == Some(b'(') => self.brackets(b'(', b')'),
            Some(b'(') => {
                self.at += 1;
                self.list(Some(b')'), true, true);
            }
            Some(b'{') => {
                let mut name = self.at + 1;
                if self.bytes.get(name) == Some(&b'#') {
                    name += 1;
                }
                self.variable(name, by_drone);
                self.brackets(b'{', b'}');
            }
            _ => {
                let end = self.variable(self.at, false);
                self.at = end;
            }
        }
    }

    /// Notes the variable whose name begins at an offset and says where the name ends.
    fn variable(&mut self, start: usize, by_drone: bool) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
            .count();
        if length > 0 {
            self.shell.variables.push(Used {
                name: start..start + length,
                by_drone,
            });
        }
        start + length
    }

    /// Up to the bracket that closes the one that comes next.
    fn brackets(&mut self, opening: u8, closing: u8) {
        let mut open = 0_u32;
        while let Some(byte) = self.peek(0) {
            if byte == opening {
                open += 1;
            } else if byte == closing {
                open -= 1;
                if open == 0 {
                    self.at += 1;
                    return;
                }
            } else if byte == b'\\' {
                self.at += 1;
            }
            self.letter();
        }
        self.shell.is_open = true;
    }
}
