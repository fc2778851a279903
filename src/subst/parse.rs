//! The grammar of `${…}`.

use super::Mode;
use super::expr::{Expr, Fault, Op, Part, Place};
use super::trim::Side;

/// Expressions inside expressions that are followed; far more than anybody writes.
const MAX_DEPTH: u32 = 64;

const NAME: &str = "unable to parse variable name";
const BRACE: &str = "missing closing brace";
const BAD: &str = "bad substitution";
const ARGUMENT: &str = "unable to parse substitution within function";

/// Reads one expression from a text.
pub(super) struct Parser<'a> {
    text: &'a str,
    at: usize,
    mode: Mode,
    depth: u32,
}

impl<'a> Parser<'a> {
    /// A parser that stands before the `${` at offset `at`.
    pub(super) fn new(text: &'a str, at: usize, mode: Mode) -> Self {
        Self {
            text,
            at,
            mode,
            depth: 0,
        }
    }

    /// Offset of what comes next.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Steps over `wanted` if it comes next.
    fn accept(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    pub(super) fn expression(&mut self) -> Result<Expr, Fault> {
        let start = self.at;
        self.accept("${");
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::new(
                format!("more than {MAX_DEPTH} `${{` within each other"),
                BAD,
            ));
        }
        let (name, op) = if self.accept("#") {
            self.length()?
        } else {
            self.operation()?
        };
        self.depth -= 1;
        Ok(Expr {
            start,
            end: self.at,
            name,
            op,
        })
    }

    fn length(&mut self) -> Result<(String, Op), Fault> {
        let name = self.name();
        if name.is_empty() || !self.accept("}") {
            return Err(Fault::new("`${#` must be followed by a name and `}`", BAD));
        }
        Ok((name, Op::Length))
    }

    fn name(&mut self) -> String {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_owned()
    }

    fn operation(&mut self) -> Result<(String, Op), Fault> {
        let name = self.name();
        if name.is_empty() {
            return Err(Fault::new(
                "`${` must be followed by the name of a variable",
                NAME,
            ));
        }
        let op = match self.peek() {
            Some('}') => Op::Value,
            Some('^' | ',') => self.case(),
            Some(':') => self.colon()?,
            Some('=') => {
                self.accept("=");
                self.default()?
            }
            Some('#' | '%') => self.trim()?,
            Some('/') => self.replace()?,
            other => return Err(unexpected(&name, other)),
        };
        if !self.accept("}") {
            return Err(self.not_closed(&name));
        }
        Ok((name, op))
    }

    fn not_closed(&self, name: &str) -> Fault {
        let what = match self.peek() {
            Some(other) => format!("`{other}` is not expected here in `${{{name}…`"),
            None => format!("`${{{name}…` is not closed"),
        };
        Fault::new(what, BAD)
    }

    fn case(&mut self) -> Op {
        let upper = self.peek() == Some('^');
        let (sign, other) = if upper { ("^", ",") } else { (",", "^") };
        self.accept(sign);
        // `${V^,}` is accepted by the library and does nothing.
        if self.accept(other) {
            Op::Value
        } else {
            Op::Case {
                upper,
                all: self.accept(sign),
            }
        }
    }

    fn colon(&mut self) -> Result<Op, Fault> {
        self.accept(":");
        if ["=", "-", "?", "+"].iter().any(|sign| self.accept(sign)) {
            return self.default();
        }
        if !self.peek().is_some_and(|next| next.is_ascii()) {
            return Err(Fault::new("a number must follow `:` in `${V:…}`", BAD));
        }
        let from = self.argument(&[':', '}'], false)?;
        let length = if self.accept(":") {
            Some(self.argument(&['}'], false)?)
        } else {
            None
        };
        Ok(Op::Substring { from, length })
    }

    fn trim(&mut self) -> Result<Op, Fault> {
        let (side, sign) = match self.peek() {
            Some('#') => (Side::Start, "#"),
            _ => (Side::End, "%"),
        };
        self.accept(sign);
        let longest = self.accept(sign);
        Ok(Op::Trim {
            side,
            longest,
            pattern: self.argument(&['}'], false)?,
        })
    }

    fn replace(&mut self) -> Result<Op, Fault> {
        self.accept("/");
        let at = if self.accept("/") {
            Place::All
        } else if self.accept("#") {
            Place::Start
        } else if self.accept("%") {
            Place::End
        } else {
            Place::First
        };
        let stops: &[char] = if self.mode == Mode::Default {
            &['/', '\n']
        } else {
            &['/']
        };
        let pattern = self.argument(stops, true)?;
        if !self.accept("/") {
            return Err(Fault::new(
                "a `/` must follow the pattern, as in `${V/old/new}`",
                BAD,
            ));
        }
        // The library takes further slashes for the same one: `${V/a//b}` is `${V/a/b}`.
        while self.accept("/") {}
        let with = match self.peek() {
            Some('}') => None,
            _ => Some(self.argument(&['}'], true)?),
        };
        Ok(Op::Replace { at, pattern, with })
    }

    /// A default: text and expressions up to the first `}`.
    fn default(&mut self) -> Result<Op, Fault> {
        let mut parts = Vec::new();
        while self.peek() != Some('}') {
            parts.push(self.argument(&['}'], false)?);
        }
        Ok(Op::Default(parts))
    }

    /// An argument: one expression, or text up to a stop or the next `${`. In arguments of
    /// `${V/…}` backslashes escape `/` and `\`, and `$$` is one dollar.
    fn argument(&mut self, stops: &[char], escapes: bool) -> Result<Part, Fault> {
        if self.rest().starts_with("${") {
            return Ok(Part::Expr(Box::new(self.expression()?)));
        }
        let mut text = String::new();
        while let Some(letter) = self.peek() {
            let rest = self.rest();
            if escapes
                && [r"\/", r"\\", "$$"]
                    .iter()
                    .any(|pair| rest.starts_with(pair))
            {
                text.push_str(&rest[1..2]);
                self.at += 2;
            } else if stops.contains(&letter) || rest.starts_with("${") {
                break;
            } else {
                text.push(letter);
                self.at += letter.len_utf8();
            }
        }
        if text.is_empty() {
            return Err(Fault::new("an argument is missing in `${…}`", ARGUMENT));
        }
        Ok(Part::Text(text))
    }
}

fn unexpected(name: &str, found: Option<char>) -> Fault {
    match found {
        Some(letter @ ('-' | '+' | '?')) => Fault::new(
            format!("`${{{name}{letter}…}}` is not known here, only `${{{name}:{letter}…}}` is"),
            BRACE,
        ),
        Some(letter) => {
            let letter = letter.escape_debug();
            Fault::new(
                format!("`{letter}` cannot follow the name in `${{{name}{letter}…`"),
                BRACE,
            )
        }
        None => Fault::new(format!("`${{{name}` is not closed"), BRACE),
    }
}
