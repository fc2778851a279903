//! Values of any type, as a Go decoder makes them where no type is given.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::record::{is_merge, merge};
use super::{Cx, NodeId, NodeKind};
use crate::source::Problem;
use crate::yaml::Value;

/// The value of a node; none after a problem.
pub(crate) fn value(id: NodeId, cx: &mut Cx<'_>) -> Option<Value> {
    let value = cx.follow(id, |cx, id| match &cx.node(id).kind {
        NodeKind::Scalar { .. } => cx.scalar(id).map(|resolved| resolved.value),
        NodeKind::Sequence { items, .. } => Some(Value::List(
            items.iter().filter_map(|&item| value(item, cx)).collect(),
        )),
        NodeKind::Mapping { .. } => {
            let mut map = Pairs::default();
            fill(id, cx, &mut map);
            Some(Value::Map(map.pairs))
        }
        NodeKind::Alias { .. } => None,
    });
    value.flatten()
}

fn fill(id: NodeId, cx: &mut Cx<'_>, map: &mut Pairs) {
    let NodeKind::Mapping { pairs, .. } = &cx.node(id).kind else {
        return;
    };
    for &(key, item) in pairs {
        if is_merge(cx.node(key)) {
            merge(item, cx, &mut |id, cx| fill(id, cx, map));
            continue;
        }
        let Some(key_value) = value(key, cx) else {
            continue;
        };
        if matches!(key_value, Value::List(_) | Value::Map(_)) {
            let shown = go_syntax(&key_value);
            let span = cx.node(key).span;
            let problem = Problem::error("wrong-type", span, "a list or mapping cannot be a key");
            cx.report(problem.official(format!("yaml: invalid map key: {shown}")));
            continue;
        }
        if let Some(item) = value(item, cx) {
            map.insert(key_value, item);
        }
    }
}

/// Pairs under construction with an index, so that large maps stay fast.
#[derive(Default)]
struct Pairs {
    pairs: Vec<(Value, Value)>,
    index: HashMap<Key, usize>,
}

impl Pairs {
    fn insert(&mut self, key: Value, value: Value) {
        let next = self.pairs.len();
        let at = Key::of(&key).map_or(next, |key| *self.index.entry(key).or_insert(next));
        match self.pairs.get_mut(at) {
            Some(pair) => pair.1 = value,
            None => self.pairs.push((key, value)),
        }
    }
}

/// A key as Go compares it: 1 and "1" differ.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(u64),
    Str(String),
}

impl Key {
    /// Not-a-number has none: it differs from itself.
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(*value),
            Value::Uint(value) => Self::Uint(*value),
            Value::Float(value) if value.is_nan() => return None,
            Value::Float(value) => Self::Float((value + 0.0).to_bits()), // -0 is 0
            Value::Str(value) => Self::Str(value.clone()),
            Value::List(_) | Value::Map(_) => return None,
        })
    }
}

/// A value in Go's notation, as the runner prints a key that is none.
fn go_syntax(value: &Value) -> String {
    let mut out = String::new();
    write_go(value, &mut out);
    out
}

fn write_go(value: &Value, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match value {
        Value::Null => write!(out, "interface {{}}(nil)"),
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int(value) => write!(out, "{value}"),
        Value::Uint(value) => write!(out, "0x{value:x}"),
        Value::Float(value) => write!(out, "{value}"),
        Value::Str(value) => write!(out, "{value:?}"),
        Value::List(items) => {
            out.push_str("[]interface {}{");
            for (number, item) in items.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { ", " });
                write_go(item, out);
            }
            write!(out, "}}")
        }
        Value::Map(pairs) => {
            out.push_str("map[interface {}]interface {}{");
            for (number, (key, value)) in pairs.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { ", " });
                write_go(key, out);
                out.push(':');
                write_go(value, out);
            }
            write!(out, "}}")
        }
    };
}
