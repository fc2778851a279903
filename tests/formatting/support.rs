//! What must hold for any file, found out without the formatter's own gate.

use drone_k8s::fmt::{Options, Refusal, format};
use drone_k8s::source::{Problem, Source};
use drone_k8s::yaml::{Value, parse, untyped};

/// What formatting did to a file.
#[derive(Debug, PartialEq)]
pub(crate) enum Kept {
    /// All that it should keep.
    All,
    /// Nothing: the file is not valid.
    Invalid,
    /// Not all, or it refused to do it.
    Not(String),
}

/// Formats a text: values stay, nothing but blanks changes, so that no comment is lost or moved past a
/// word, and a second run changes nothing.
pub(crate) fn keeps(text: &str) -> Kept {
    let source = Source::new("x", text);
    let options = Options {
        allow_signed: true,
        ..Options::default()
    };
    let new = match format(&source, options) {
        Ok(formatted) => formatted.text,
        Err(Refusal::Invalid(_)) => return Kept::Invalid,
        Err(refusal) => return Kept::Not(refusal.to_string()),
    };
    let words = |text: &str| text.split_whitespace().collect::<String>();
    if words(text) != words(&new) {
        return Kept::Not(format!("more than blanks changed in\n{new}"));
    }
    if values(text) != values(&new) {
        return Kept::Not(format!("a value changed in\n{new}"));
    }
    match format(&Source::new("x", new.as_str()), options) {
        Ok(again) if again.text == new => Kept::All,
        Ok(again) => Kept::Not(format!("a second run made\n{}\nof\n{new}", again.text)),
        Err(refusal) => Kept::Not(format!("a second run: {refusal} in\n{new}")),
    }
}

fn values(text: &str) -> Vec<Option<Value>> {
    let source = Source::new("x", text);
    let (trees, problems) = parse(&source);
    if problems.iter().any(Problem::is_error) {
        return vec![None];
    }
    trees
        .iter()
        .map(|tree| Some(untyped(&source, tree).0))
        .collect()
}
