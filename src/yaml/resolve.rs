//! What a scalar is to the official runner's decoder, a go-yaml of 2018.

use std::borrow::Cow;

use super::node::{Node, NodeKind};
use super::number;
use super::value::Value;

/// Prefix of the tags that `!!name` stands for.
const CORE: &str = "tag:yaml.org,2002:";

/// A scalar with its type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved {
    /// The type as the official error texts name it: `!!int`, `!foo`.
    pub(crate) tag: Cow<'static, str>,
    /// The value; dates are text.
    pub(crate) value: Value,
}

/// Why a scalar has no value, in the runner's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unresolved(pub(super) String);

/// Resolves a scalar; anything else gives null.
pub(super) fn scalar(node: &Node) -> Result<Resolved, Unresolved> {
    let NodeKind::Scalar { text, .. } = &node.kind else {
        return Ok(Resolved {
            tag: Cow::Borrowed("!!null"),
            value: Value::Null,
        });
    };
    let Some(tag) = &node.tag else {
        if node.is_implicit() {
            let (tag, value) = plain(text, true);
            return Ok(Resolved {
                tag: Cow::Borrowed(tag),
                value,
            });
        }
        return Ok(Resolved {
            tag: Cow::Borrowed("!!str"),
            value: Value::Str(text.clone()),
        });
    };
    tagged(&short_tag(&tag.value), text)
}

/// Whether a node is a scalar that means null in any of its spellings.
pub(super) fn is_null(node: &Node) -> bool {
    match (&node.tag, &node.kind) {
        (None, NodeKind::Scalar { text, .. }) => {
            node.is_implicit() && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
        }
        (Some(_), NodeKind::Scalar { .. }) => {
            scalar(node).is_ok_and(|found| found.value == Value::Null)
        }
        _ => false,
    }
}

/// Whether the runner takes a node for "nothing here" before it looks at what is wanted.
///
/// This is narrower than null: `Null` and `NULL` are not meant, but `"null"` and `"~"` are even in
/// quotes.
pub(super) fn is_nothing(node: &Node) -> bool {
    match (&node.tag, &node.kind) {
        (Some(tag), _) => short_tag(&tag.value) == "!!null",
        (None, NodeKind::Scalar { text, .. }) => {
            text == "null" || text == "~" || text.is_empty() && node.is_implicit()
        }
        _ => false,
    }
}

/// `tag:yaml.org,2002:int` as `!!int`; other tags as they are.
pub(super) fn short_tag(tag: &str) -> String {
    tag.strip_prefix(CORE)
        .map_or_else(|| tag.to_owned(), |name| format!("!!{name}"))
}

fn tagged(tag: &str, text: &str) -> Result<Resolved, Unresolved> {
    let found = match tag {
        "!!str" => ("!!str", Value::from(text)),
        "!!binary" => return binary(text),
        "!!bool" | "!!int" | "!!float" | "!!null" => plain(text, false),
        "!!timestamp" => plain(text, true),
        _ => {
            return Ok(Resolved {
                tag: Cow::Owned(tag.to_owned()),
                value: Value::from(text),
            });
        }
    };
    if found.0 != tag {
        return Err(Unresolved(format!(
            "cannot decode {} `{text}` as a {tag}",
            found.0
        )));
    }
    Ok(Resolved {
        tag: Cow::Borrowed(found.0),
        value: found.1,
    })
}

fn binary(text: &str) -> Result<Resolved, Unresolved> {
    use base64::Engine as _;
    let text: String = text
        .chars()
        .filter(|character| !"\r\n".contains(*character))
        .collect();
    match base64::engine::general_purpose::STANDARD.decode(text) {
        Ok(bytes) => {
            let value = Value::Str(String::from_utf8_lossy(&bytes).into_owned());
            Ok(Resolved {
                tag: Cow::Borrowed("!!binary"),
                value,
            })
        }
        Err(_) => Err(Unresolved(
            "!!binary value contains invalid base64 data".to_owned(),
        )),
    }
}

/// The type of text without quotes.
pub(super) fn plain(text: &str, dates: bool) -> (&'static str, Value) {
    let string = ("!!str", Value::from(text));
    match text.bytes().next() {
        None | Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            word(text).unwrap_or(string)
        }
        Some(b'.') => word(text)
            .or_else(|| number::float(text).map(|float| ("!!float", Value::Float(float))))
            .unwrap_or(string),
        Some(b'+' | b'-' | b'0'..=b'9') => {
            if let Some(word) = word(text) {
                return word;
            }
            if dates && number::is_timestamp(text) {
                return ("!!timestamp", Value::from(text));
            }
            let digits = text.replace('_', "");
            number::integer(&digits)
                .map(|integer| ("!!int", integer))
                .or_else(|| {
                    number::yaml_float(&digits).map(|float| ("!!float", Value::Float(float)))
                })
                .unwrap_or(string)
        }
        Some(_) => string,
    }
}

fn word(text: &str) -> Option<(&'static str, Value)> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => ("!!null", Value::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            ("!!bool", Value::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            ("!!bool", Value::Bool(false))
        }
        ".nan" | ".NaN" | ".NAN" => ("!!float", Value::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            ("!!float", Value::Float(f64::INFINITY))
        }
        "-.inf" | "-.Inf" | "-.INF" => ("!!float", Value::Float(f64::NEG_INFINITY)),
        _ => return None,
    })
}
