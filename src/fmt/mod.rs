//! Formats a `.drone.yml` without ever changing what it means.
//!
//! Only blanks and line ends are changed, never a character of a value, key or comment. `layout` decides
//! the new indentation of each line and the blanks between the parts of a line from the positioned tree,
//! `comments` where comments stand, `blank` which empty lines stay, `render` writes the text. The `gate`
//! reads both texts with Drone's rules and refuses a result that is not the same.

mod blank;
mod comments;
mod flow;
mod gate;
mod layout;
mod lines;
mod off;
mod render;
mod scalar;
mod sort;

use std::fmt;

use crate::side_by_side;
use crate::source::{Problem, Source};
use crate::yaml::{self, Tree, Value};

/// What [`format()`] is to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Format also a file with a `kind: signature`, which is then no longer valid.
    pub allow_signed: bool,
    /// Put the keys of pipelines, steps and services in Drone's usual order.
    pub sort_keys: bool,
}

/// A formatted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// Its text.
    pub text: String,
    /// Which keys were not put in order, and why: a sentence for each map.
    pub kept: Vec<String>,
}

/// Why a file is left as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// It cannot be read by Drone's rules.
    Invalid(Vec<Problem>),
    /// It holds a signature over its bytes.
    Signed,
    /// The result would not have been the same: a defect of the formatter, with what would have changed.
    Changed(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(problems) => match problems.first() {
                Some(problem) => write!(f, "it is not valid: {}", problem.message),
                None => f.write_str("it is not valid"),
            },
            Self::Signed => f.write_str(
                "it is signed, and a signature covers every byte: format with --allow-signed and sign again",
            ),
            Self::Changed(what) => write!(
                f,
                "formatting would have changed {what}: the file is left as it is (please report this)"
            ),
        }
    }
}

/// Formats a file.
///
/// # Errors
/// Why the file must stay as it is.
pub fn format(source: &Source, options: Options) -> Result<Formatted, Refusal> {
    let mut formatted = Formatted {
        text: laid_out(source, options)?,
        kept: Vec::new(),
    };
    if options.sort_keys {
        let sorted = sort::sort(&Source::new(source.name(), formatted.text))?;
        let sorted_source = Source::new(source.name(), sorted.text);
        formatted = Formatted {
            text: laid_out(&sorted_source, options)?,
            kept: sorted.kept,
        };
    }
    Ok(formatted)
}

fn laid_out(source: &Source, options: Options) -> Result<String, Refusal> {
    let (trees, problems) = yaml::parse(source);
    let values = values(source, &trees);
    let (values, decoded): (Vec<Value>, Vec<Vec<Problem>>) = values.into_iter().unzip();
    let all = problems
        .iter()
        .cloned()
        .chain(decoded.into_iter().flatten());
    let errors: Vec<Problem> = all.filter(Problem::is_error).collect();
    if !errors.is_empty() {
        return Err(Refusal::Invalid(errors));
    }
    if !options.allow_signed && values.iter().any(is_signature) {
        return Err(Refusal::Signed);
    }
    if lines::has_odd_breaks(source.text()) {
        return Ok(source.text().to_owned());
    }
    let text = layout::text(source, &trees, &problems);
    if text == source.text() {
        return Ok(text);
    }
    let formatted = Source::new(source.name(), text);
    let (again, problems) = yaml::parse(&formatted);
    gate::compare(source, (&trees, &values), &formatted, &again, &problems)?;
    let second = layout::text(&formatted, &again, &problems);
    if second != formatted.text() {
        let mut lines = formatted.text().lines().zip(second.lines());
        let (once, twice) = lines
            .find(|(once, twice)| once != twice)
            .unwrap_or_default();
        return Err(Refusal::Changed(format!(
            "the line `{once}` to `{twice}` on the next run"
        )));
    }
    Ok(formatted.text().to_owned())
}

/// What Go makes of each document, and what its decoder says.
fn values(source: &Source, trees: &[Tree]) -> Vec<(Value, Vec<Problem>)> {
    side_by_side::map(source.text().len(), trees, |tree| {
        yaml::untyped(source, tree)
    })
}

/// Whether a document is a `kind: signature`.
fn is_signature(document: &Value) -> bool {
    let text = |value: &Value, wanted: &str| matches!(value, Value::Str(text) if text == wanted);
    let Value::Map(pairs) = document else {
        return false;
    };
    pairs
        .iter()
        .any(|(key, value)| text(key, "kind") && text(value, "signature"))
}
