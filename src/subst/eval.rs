//! The value of an expression.

use super::expr::{Expr, Fault, Op, Part, Place};
use super::quote::go_quote;
use super::trim::trim;
use crate::source::{Span, Spanned, offset};

/// Evaluates expressions and remembers which variables did not exist.
pub(super) struct Evaluator<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) unknown: Vec<Spanned<String>>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            lookup,
            unknown: Vec::new(),
        }
    }

    pub(super) fn value(&mut self, expr: &Expr) -> Result<String, Fault> {
        let value = self.variable(expr);
        Ok(match &expr.op {
            Op::Length => value.len().to_string(),
            Op::Case { upper, all } => change_case(&value, *upper, *all),
            Op::Substring { from, length } => {
                let from = self.part(from)?;
                let length = length.as_ref().map(|part| self.part(part)).transpose()?;
                substring(&value, &from, length.as_deref())?
            }
            Op::Trim {
                side,
                longest,
                pattern,
            } => trim(&value, &self.part(pattern)?, *side, *longest),
            Op::Replace { at, pattern, with } => {
                let pattern = self.part(pattern)?;
                let with = with.as_ref().map(|part| self.part(part)).transpose()?;
                replace(&value, *at, &pattern, with.as_deref().unwrap_or_default())
            }
            Op::Default(parts) if value.is_empty() => parts
                .iter()
                .map(|part| self.part(part))
                .collect::<Result<String, _>>()?,
            Op::Default(_) | Op::Value => value,
        })
    }

    fn part(&mut self, part: &Part) -> Result<String, Fault> {
        match part {
            Part::Text(text) => Ok(text.clone()),
            Part::Expr(expr) => self.value(expr),
        }
    }

    fn variable(&mut self, expr: &Expr) -> String {
        match (self.lookup)(&expr.name) {
            Some(value) if value.contains('\n') => go_quote(&value),
            Some(value) => value,
            None => {
                // A default is the author's own answer to a variable that does not exist.
                if !matches!(expr.op, Op::Default(_)) {
                    let span = Span::new(offset(expr.start), offset(expr.end));
                    self.unknown.push(Spanned::new(expr.name.clone(), span));
                }
                String::new()
            }
        }
    }
}

fn change_case(value: &str, upper: bool, all: bool) -> String {
    let change = |letter: char| {
        // Letters whose other case is more than one letter (`ß`) stay, as in Go.
        let mut mapped: Vec<char> = if upper {
            letter.to_uppercase().collect()
        } else {
            letter.to_lowercase().collect()
        };
        if mapped.len() == 1 {
            mapped.pop().unwrap_or(letter)
        } else {
            letter
        }
    };
    if all {
        return value.chars().map(change).collect();
    }
    let mut letters = value.chars();
    letters
        .next()
        .map(change)
        .into_iter()
        .chain(letters)
        .collect()
}

/// Bytes of `value` from an offset on. Numbers that are none leave the value as it is.
fn substring(value: &str, from: &str, length: Option<&str>) -> Result<String, Fault> {
    let size = i64::try_from(value.len()).unwrap_or(i64::MAX);
    let Ok(mut start) = from.parse::<i64>() else {
        return Ok(value.to_owned());
    };
    if start < 0 {
        start = size.saturating_add(start).max(0);
    }
    if start > size {
        return Ok(String::new());
    }
    let end = match length.map(str::parse::<i64>) {
        None => size,
        Some(Err(_)) => return Ok(value.to_owned()),
        Some(Ok(length)) if length < 0 => size.saturating_add(length),
        Some(Ok(length)) => start.saturating_add(length).min(size),
    };
    if end < start {
        return Err(Fault {
            message: format!(
                "the length {} reaches back before the offset {start}: the value has {size} bytes",
                length.unwrap_or_default()
            ),
            official: None,
        });
    }
    let bytes = |at: i64| usize::try_from(at).unwrap_or_default();
    let cut = value
        .as_bytes()
        .get(bytes(start)..bytes(end))
        .unwrap_or_default();
    Ok(String::from_utf8_lossy(cut).into_owned())
}

fn replace(value: &str, at: Place, pattern: &str, with: &str) -> String {
    match at {
        Place::First => value.replacen(pattern, with, 1),
        Place::All => value.replace(pattern, with),
        // Here an empty replacement changes nothing: so does the library.
        Place::Start if !with.is_empty() => match value.strip_prefix(pattern) {
            Some(rest) => format!("{with}{rest}"),
            None => value.to_owned(),
        },
        Place::End if !with.is_empty() => match value.strip_suffix(pattern) {
            Some(rest) => format!("{rest}{with}"),
            None => value.to_owned(),
        },
        Place::Start | Place::End => value.to_owned(),
    }
}
