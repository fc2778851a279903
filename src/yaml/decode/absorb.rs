//! What can take a value out of a tree: text, booleans, integers, lists.

use super::super::value::Value;
use super::{Cx, NodeId, NodeKind};
use crate::source::{Span, Spanned};

/// Takes a value of a tree into itself, as the runner's decoder does with a Go value.
pub(crate) trait Absorb {
    /// The runner's name of the type, for its error texts.
    fn go_type() -> String
    where
        Self: Sized;

    /// Absorbs a node. Returns whether it fitted; if not, the problem is reported and a list or map
    /// leaves the item out.
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool;

    /// Gives values that the file does not have a place to point at.
    fn place(&mut self, _span: Span) {}

    /// Whether the runner keeps items of lists and maps of this type as pointers, which an empty
    /// item leaves nil.
    fn pointer() -> bool
    where
        Self: Sized,
    {
        false
    }
}

impl Absorb for Spanned<String> {
    fn go_type() -> String {
        "string".to_owned()
    }

    /// Any scalar, as it is written: the text of `1.10` is `1.10`. Null is empty.
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        let fits = cx.follow(id, |cx, id| {
            let node = cx.node(id);
            let NodeKind::Scalar { text, .. } = &node.kind else {
                cx.type_error(id, "text", "string");
                return false;
            };
            let value = if node.tag.is_some() {
                let Some(resolved) = cx.scalar(id) else {
                    return false;
                };
                match resolved.value {
                    Value::Null => String::new(),
                    Value::Str(decoded) if resolved.tag == "!!binary" => decoded,
                    _ => text.clone(),
                }
            } else if cx.is_null(id) {
                String::new()
            } else {
                text.clone()
            };
            *self = Self::new(value, node.span);
            true
        });
        fits == Some(true)
    }

    fn place(&mut self, span: Span) {
        place(self, span);
    }
}

impl Absorb for Spanned<bool> {
    fn go_type() -> String {
        "bool".to_owned()
    }

    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        scalar(self, id, cx, "`true` or `false`", |value| match value {
            Value::Bool(value) => Some(value),
            _ => None,
        })
    }

    fn place(&mut self, span: Span) {
        place(self, span);
    }
}

impl Absorb for Spanned<i64> {
    fn go_type() -> String {
        "int64".to_owned()
    }

    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        scalar(self, id, cx, "a whole number", |value| integer(&value))
    }

    fn place(&mut self, span: Span) {
        place(self, span);
    }
}

impl Absorb for Spanned<i32> {
    fn go_type() -> String {
        "int32".to_owned()
    }

    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        scalar(self, id, cx, "a whole number", |value| {
            i32::try_from(integer(&value)?).ok()
        })
    }

    fn place(&mut self, span: Span) {
        place(self, span);
    }
}

impl<T: Absorb + Default> Absorb for Option<T> {
    fn go_type() -> String {
        T::go_type()
    }

    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        if cx.is_nil(id) {
            *self = None;
            return true;
        }
        let mut value = self.take().unwrap_or_default();
        let fits = value.absorb(id, cx);
        if fits {
            *self = Some(value);
        }
        fits
    }
}

impl<T: Absorb + Default> Absorb for Vec<T> {
    fn go_type() -> String {
        format!("[]{}{}", if T::pointer() { "*" } else { "" }, T::go_type())
    }

    /// A list replaces the one before; items that do not fit are left out.
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        let fits = cx.follow(id, |cx, id| match &cx.node(id).kind {
            NodeKind::Sequence { items, .. } => {
                self.clear();
                for &item in items {
                    self.extend(list_item(item, cx));
                }
                true
            }
            _ if cx.is_null(id) => {
                self.clear();
                true
            }
            _ => {
                let wanted = if T::go_type() == "string" {
                    "a list of texts"
                } else {
                    "a list"
                };
                cx.type_error(id, wanted, &Self::go_type());
                false
            }
        });
        fits == Some(true)
    }
}

fn list_item<T: Absorb + Default>(item: NodeId, cx: &mut Cx<'_>) -> Option<T> {
    let mut value = T::default();
    if T::pointer() && cx.is_nil(item) {
        let span = cx.span(item);
        cx.nil_items.insert(span);
        value.place(span);
        return Some(value);
    }
    value.absorb(item, cx).then_some(value)
}

/// Absorbs a scalar that `convert` accepts; null gives the zero value.
fn scalar<T: Default>(
    out: &mut Spanned<T>,
    id: NodeId,
    cx: &mut Cx<'_>,
    wanted: &str,
    convert: impl FnOnce(Value) -> Option<T>,
) -> bool
where
    Spanned<T>: Absorb,
{
    let fits = cx.follow(id, |cx, id| {
        let span = cx.node(id).span;
        let value = match &cx.node(id).kind {
            NodeKind::Scalar { .. } => {
                let Some(resolved) = cx.scalar(id) else {
                    return false;
                };
                match resolved.value {
                    Value::Null => Some(T::default()),
                    value => convert(value),
                }
            }
            _ => None,
        };
        let Some(value) = value else {
            cx.type_error(id, wanted, &<Spanned<T> as Absorb>::go_type());
            return false;
        };
        *out = Spanned::new(value, span);
        true
    });
    fits == Some(true)
}

/// An integer from a number; a fraction is cut off, as Go does it.
fn integer(value: &Value) -> Option<i64> {
    const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;
    match *value {
        Value::Int(value) => Some(value),
        // Beyond the type Go's conversion gives the smallest number on the machines Drone runs on.
        Value::Float(value) if value == TWO_POW_63 => Some(i64::MIN),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "cutting the fraction off is the point"
        )]
        Value::Float(value) if value < TWO_POW_63 => Some(value as i64),
        _ => None,
    }
}

fn place<T>(value: &mut Spanned<T>, span: Span) {
    if value.span == Span::default() {
        value.span = span;
    }
}
