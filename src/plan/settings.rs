//! `settings` of a plugin as `PLUGIN_*` variables, in the text that the official runner makes.
//!
//! A list of scalars is joined with commas; a map, or a list that holds a list or map, becomes JSON.

use std::fmt::Write;

use super::number::{format_g, format_g32, format_json};
use crate::yaml::Value;

/// Name of the variable for a setting: `dry-run` is `PLUGIN_DRY-RUN`.
pub fn variable_name(key: &str) -> String {
    format!("PLUGIN_{}", key.to_uppercase())
}

/// Text of a setting.
///
/// A value that has no JSON (a null key, an infinite number inside a list of lists) becomes empty
/// text: there the official runner drops an error.
pub fn encode(value: &Value) -> String {
    match value {
        Value::List(items) if !items.iter().any(is_nested) => {
            let texts = items.iter().map(|item| match item {
                Value::Null => String::new(),
                item => scalar(item).unwrap_or_default(),
            });
            texts.collect::<Vec<_>>().join(",")
        }
        Value::List(_) | Value::Map(_) => {
            let mut out = String::new();
            json(value, &mut out).map_or_else(String::new, |()| out)
        }
        other => scalar(other).unwrap_or_default(),
    }
}

fn is_nested(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}

fn scalar(value: &Value) -> Option<String> {
    Some(match value {
        // Only `Null` and `NULL` come here: with `null` the setting does not exist.
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Float(value) => format_g(*value),
        Value::Str(value) => value.clone(),
        Value::List(_) | Value::Map(_) => return None,
    })
}

fn json(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        // A whole number goes through YAML text once more and loses its sign: `-0.0` is 0.
        Value::Float(value) if *value == 0.0 => out.push('0'),
        Value::Float(value) => out.push_str(&format_json(*value)?),
        Value::Str(text) => quote(text, out),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                json(item, out)?;
            }
            out.push(']');
        }
        Value::Map(entries) => {
            let mut sorted = Vec::with_capacity(entries.len());
            for (name, value) in entries {
                let name = key(name)?;
                sorted.retain(|(other, _)| *other != name);
                sorted.push((name, value));
            }
            sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
            out.push('{');
            for (at, (name, value)) in sorted.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                quote(&name, out);
                out.push(':');
                json(value, out)?;
            }
            out.push('}');
        }
        other => out.push_str(&scalar(other)?),
    }
    Some(())
}

/// Text of a map's key; null and numbers above the signed range have none.
fn key(key: &Value) -> Option<String> {
    match key {
        Value::Float(value) if value.is_nan() => Some(".nan".to_owned()),
        Value::Float(value) if value.is_infinite() => {
            Some(if *value > 0.0 { ".inf" } else { "-.inf" }.to_owned())
        }
        Value::Float(value) => Some(format_g32(*value)),
        Value::Null | Value::Uint(_) => None,
        other => scalar(other),
    }
}

/// Text in JSON quotes, with the characters escaped that Go's encoder escapes for HTML's sake.
fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{encode, variable_name};
    use crate::yaml::Value::{self, Bool, Float, Int, List, Map, Null, Uint};

    fn text(text: &str) -> Value {
        Value::from(text)
    }

    #[test]
    fn names_are_upper_case_and_nothing_else() {
        assert_eq!(variable_name("repo"), "PLUGIN_REPO");
        assert_eq!(variable_name("dry-run_x"), "PLUGIN_DRY-RUN_X");
    }

    #[test]
    fn scalars() {
        for (value, wanted) in [
            (text("yes"), "yes"),
            (Bool(true), "true"),
            (Int(493), "493"),
            (Uint(u64::MAX), "18446744073709551615"),
            (Float(1.10), "1.1"),
            (Float(20_260_810.0), "2.026081e+07"),
            (Null, "null"),
        ] {
            assert_eq!(encode(&value), wanted);
        }
    }

    #[test]
    fn lists_of_scalars_are_joined() {
        let items = vec![Int(1), Float(2.5), Bool(true), Null, text("a,b")];
        assert_eq!(encode(&List(items)), "1,2.5,true,,a,b");
        assert_eq!(encode(&List(vec![])), "");
    }

    #[test]
    fn everything_else_is_json() {
        let map = Map(vec![
            (text("z"), Int(2)),
            (Bool(true), Float(1e6)),
            (Int(1), Null),
            (text("<a>&"), text("\u{1b}\u{2028}\"é")),
            (Float(1.123_456_789), List(vec![Float(-0.0), Map(vec![])])),
        ]);
        assert_eq!(
            encode(&map),
            r#"{"1":null,"1.1234568":[0,{}],"\u003ca\u003e\u0026":"\u001b\u2028\"é","true":1000000,"z":2}"#
        );
        assert_eq!(encode(&Map(vec![])), "{}");
        let list = List(vec![Int(1), Map(vec![(text("z"), Int(2))])]);
        assert_eq!(encode(&list), r#"[1,{"z":2}]"#);
        let secret = Map(vec![(text("from_secret"), text("s"))]);
        assert_eq!(
            encode(&List(vec![secret])),
            r#"[{"from_secret":"s"}]"#,
            "not resolved inside"
        );
    }

    #[test]
    fn what_has_no_json_is_empty() {
        assert_eq!(encode(&Map(vec![(Null, Int(1))])), "");
        assert_eq!(encode(&List(vec![List(vec![Float(f64::NAN)])])), "");
    }
}
