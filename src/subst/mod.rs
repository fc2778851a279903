//! Substitution of `${…}` in the text of the whole file, before it is read as YAML.
//!
//! The language is that of the `envsubst` library, version 1.0.3, which the official runner applies
//! to the raw text: comments and documents of other kinds included. What differs by default
//! ([`Mode::Default`]) is only what the library gets wrong there:
//!
//! * `\/` and `\\` in the text stay as they are (the library drops one backslash of each);
//! * an expression in a comment that cannot be read is left alone instead of failing the file;
//! * the pattern of `${V/pattern/text}` ends with its line, so that a forgotten `/` is an error and
//!   does not swallow the lines up to the next one;
//! * a negative length counts from the end as in bash (the library crashes).

mod comment;
mod eval;
mod expr;
mod list;
mod map;
mod parse;
mod quote;
mod trim;

pub use list::{Expression, ExpressionKind, expressions};
pub use map::SubstMap;

use crate::source::{Problem, Span, Spanned, offset};
use comment::Comments;
use eval::Evaluator;
use expr::Fault;
use parse::Parser;

/// Whether the mistakes of the library are reproduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Mended, see the module's documentation.
    #[default]
    Default,
    /// Byte for byte what the official runner makes of the file.
    Compat,
}

/// A text after substitution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substituted {
    /// The text.
    pub text: String,
    /// From places in [`Substituted::text`] back to the raw file.
    pub map: SubstMap,
    /// Names of variables that were used outside comments and do not exist, each time they were:
    /// they became nothing. The spans are those of the expressions in the raw file.
    pub unknown: Vec<Spanned<String>>,
}

/// Replaces every `${…}` in `raw`. `lookup` gives the value of a variable.
///
/// A variable that `lookup` does not know is empty, never an error. A value with a line break is
/// put in double quotes with Go's escapes, as the official runner does, so that it stays one line.
///
/// # Errors
/// All expressions that cannot be read, with their places in the raw file.
pub fn substitute(
    raw: &str,
    mode: Mode,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<Substituted, Vec<Problem>> {
    let mut out = Output::default();
    let mut evaluator = Evaluator::new(lookup);
    let mut comments = Comments::new(raw);
    let mut problems = Vec::new();
    let mut at = 0;
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find(['$', '\\'])) {
        out.verbatim(raw, at, at + found);
        at += found;
        let rest = &raw[at..];
        if rest.starts_with("$$") {
            out.replaced(at, "$");
            at += 2;
        } else if rest.starts_with("${") {
            let lenient = mode == Mode::Default && comments.hold(at);
            match expression(raw, at, mode, lenient, &mut evaluator) {
                Ok(Some((value, end))) => {
                    out.replaced(at, &value);
                    at = end;
                }
                Ok(None) => {
                    out.verbatim(raw, at, at + 2);
                    at += 2;
                }
                Err(problem) => {
                    problems.push(*problem);
                    at += 2;
                }
            }
        } else if mode == Mode::Compat && (rest.starts_with(r"\/") || rest.starts_with(r"\\")) {
            out.replaced(at, &rest[1..2]);
            at += 2;
        } else {
            // A `\\` is passed as one so that the second is not taken for the start of `\/`.
            let len = if rest.starts_with(r"\\") { 2 } else { 1 };
            out.verbatim(raw, at, at + len);
            at += len;
        }
    }
    out.verbatim(raw, at, raw.len());
    out.map.finish(offset(raw.len()));
    if problems.is_empty() {
        Ok(Substituted {
            text: out.text,
            map: out.map,
            unknown: evaluator.unknown,
        })
    } else {
        Err(problems)
    }
}

/// Reads and evaluates the expression at `at`: its value and where it ends, or `None` when it
/// stands in a comment (`lenient`) and is to be left alone.
fn expression(
    raw: &str,
    at: usize,
    mode: Mode,
    lenient: bool,
    evaluator: &mut Evaluator<'_>,
) -> Result<Option<(String, usize)>, Box<Problem>> {
    let known = evaluator.unknown.len();
    let mut parser = Parser::new(raw, at, mode);
    let value = parser.expression().and_then(|expr| evaluator.value(&expr));
    if lenient {
        evaluator.unknown.truncate(known);
        let end = parser.position();
        return Ok(value
            .ok()
            .filter(|_| !raw[at..end].contains('\n'))
            .map(|value| (value, end)));
    }
    let value =
        value.map_err(|fault| Box::new(fault_problem(raw, at, parser.position(), fault)))?;
    Ok(Some((value, parser.position())))
}

/// What is wrong with the expression at `at`, which was read up to `end`.
fn fault_problem(raw: &str, at: usize, end: usize, fault: Fault) -> Problem {
    let end = end.max(at + 2).min(raw.len());
    let line_end = raw
        .get(at..end)
        .and_then(|text| text.find('\n'))
        .map_or(end, |found| at + found);
    let span = Span::new(offset(at), offset(line_end));
    let mut problem = Problem::error("substitution-syntax", span, fault.message)
        .help("write `$${` to keep `${` for the shell");
    problem.official = fault.official.map(str::to_owned);
    problem
}

/// The text so far and where each piece of it comes from.
#[derive(Default)]
struct Output {
    text: String,
    map: SubstMap,
}

impl Output {
    fn verbatim(&mut self, raw: &str, start: usize, end: usize) {
        if let Some(piece) = raw.get(start..end).filter(|piece| !piece.is_empty()) {
            self.map.push(offset(self.text.len()), offset(start), true);
            self.text.push_str(piece);
        }
    }

    fn replaced(&mut self, start: usize, value: &str) {
        self.map.push(offset(self.text.len()), offset(start), false);
        self.text.push_str(value);
    }
}

#[cfg(test)]
mod tests;
