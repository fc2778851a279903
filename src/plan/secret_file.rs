//! The formats of `--secret-file`: lines of `NAME=value`, or a mapping of names to text in YAML or
//! JSON. Nothing that is said about a file shows a piece of it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use thiserror::Error;

use super::dotenv::{self, DotenvError};
use crate::manifest::Map;
use crate::source::{Problem, Source, Spanned};
use crate::yaml::{self, Absorb as _, Cx};

/// A file that cannot be read as what it is taken for. The text never shows what is in the file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SecretFileError {
    /// Read as lines of `NAME=value`.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// Read as YAML or JSON.
    #[error("line {line}, column {column}: {message}")]
    Mapping {
        /// Line in the file, from 1.
        line: usize,
        /// Column in the line, from 1.
        column: usize,
        /// What is wrong.
        message: &'static str,
    },
}

const NOT_YAML: &str = "it is read as YAML, and this is none";
const NOT_YAML_MAP: &str =
    "it is read as YAML, and must be one mapping of names to text, such as `npm_token: value`";
const NOT_JSON: &str = "it is read as JSON, and this is none";
const NOT_JSON_MAP: &str = "it is read as JSON, and must be one object of names and texts; numbers \
                            with a fraction or many digits need quotes";

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    Dotenv,
    Yaml,
    Json,
}

/// The names and values of the file `name` in order.
///
/// `.yml`, `.yaml`, `.json` and `.env` at the end of the name say what it is. With another name the
/// first line that is neither empty nor a comment does: `{` begins JSON, `---` or `NAME: …` YAML.
///
/// # Errors
/// The first place that cannot be read.
pub(super) fn parse(name: &str, text: &str) -> Result<Vec<(String, String)>, SecretFileError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match by_name(name).unwrap_or_else(|| by_content(text)) {
        Format::Dotenv => Ok(dotenv::parse(text)?),
        Format::Yaml => from_yaml(text),
        Format::Json => from_json(text),
    }
}

fn by_name(name: &str) -> Option<Format> {
    let (_, ending) = name.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "yml" | "yaml" => Some(Format::Yaml),
        "json" => Some(Format::Json),
        "env" => Some(Format::Dotenv),
        _ => None,
    }
}

fn by_content(text: &str) -> Format {
    let lines = text.lines().map(str::trim);
    let Some(first) = lines
        .into_iter()
        .find(|line| !line.is_empty() && !line.starts_with('#'))
    else {
        return Format::Dotenv;
    };
    if first.starts_with('{') {
        return Format::Json;
    }
    let is_entry = first.split_once(':').is_some_and(|(name, value)| {
        !name.contains('=') && (value.is_empty() || value.starts_with([' ', '\t']))
    });
    if first.starts_with("---") || is_entry {
        Format::Yaml
    } else {
        Format::Dotenv
    }
}

/// Read as all YAML here: a value is the text of a scalar as it is written, so that `0123` and
/// `1.50` keep their digits.
fn from_yaml(text: &str) -> Result<Vec<(String, String)>, SecretFileError> {
    let source = Source::new("secrets", text);
    let fail = |at: u32, message: &'static str| {
        let place = source.position(at);
        SecretFileError::Mapping {
            line: place.line as usize,
            column: place.column as usize,
            message,
        }
    };
    let first_error = |problems: &[Problem]| {
        let error = problems.iter().find(|problem| problem.is_error());
        error.map(|problem| problem.span.start)
    };
    let (trees, problems) = yaml::parse(&source);
    if let Some(at) = first_error(&problems) {
        return Err(fail(at, NOT_YAML));
    }
    let mut values = Map::<Spanned<String>>::default();
    for (number, tree) in trees.iter().enumerate() {
        let Some(root) = tree.root() else { continue };
        let at = tree.node(root).span.start;
        let mut cx = Cx::new(&source, tree);
        if number > 0 || cx.is_scalar(root) && !cx.is_null(root) {
            return Err(fail(at, NOT_YAML_MAP));
        }
        let fits = values.absorb(root, &mut cx);
        let problems = cx.into_problems();
        if let Some(at) = first_error(&problems) {
            return Err(fail(at, NOT_YAML_MAP));
        }
        if !fits {
            return Err(fail(at, NOT_YAML_MAP));
        }
    }
    Ok(values
        .iter()
        .map(|entry| (entry.key.value.clone(), entry.value.value.clone()))
        .collect())
}

fn from_json(text: &str) -> Result<Vec<(String, String)>, SecretFileError> {
    let values: Values = serde_json::from_str(text).map_err(|error| SecretFileError::Mapping {
        line: error.line().max(1),
        column: error.column().max(1),
        message: if error.is_data() {
            NOT_JSON_MAP
        } else {
            NOT_JSON
        },
    })?;
    Ok(values.0)
}

/// A JSON object of names and texts.
struct Values(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut pairs = Vec::new();
                while let Some((name, Text(value))) = map.next_entry()? {
                    pairs.push((name, value));
                }
                Ok(Values(pairs))
            }
        }
        from.deserialize_map(Pairs)
    }
}

/// A JSON value that can only be one text.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(from)? {
            serde_json::Value::String(text) => Ok(Self(text)),
            serde_json::Value::Bool(value) => Ok(Self(value.to_string())),
            serde_json::Value::Number(number) if !number.is_f64() => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("no text")),
        }
    }
}

#[cfg(test)]
mod tests;
