//! Mappings with known keys, and `<<`.

use std::borrow::Cow;

use super::absorb::Absorb;
use super::{Cx, Node, NodeId, NodeKind};
use crate::source::{Problem, Span, Spanned};

/// A mapping with known keys, such as a step. Keys that are not known are ignored.
pub(crate) trait Record: Default {
    /// The runner's name of the type.
    const GO_TYPE: &'static str;

    /// The keys it has.
    #[cfg(test)]
    const KEYS: &'static [&'static str];

    /// The field for a key.
    fn field(&mut self, key: &str) -> Option<&mut dyn Absorb>;

    /// Called before the first key is read: the span of the mapping and that of its first key.
    fn begin(&mut self, span: Span, head: Span);
}

/// Implements [`Record`] and [`Absorb`] from a table of keys and fields.
///
/// ```text
/// record! { Step as "resource.Step", pointer = true, span = span;
///     "name" => name, … }
/// ```
macro_rules! record {
    ($type:ty as $go:literal, pointer = $pointer:literal, span = $span:ident; $($key:literal => $field:ident,)+) => {
        record!(@ $type, $go, $pointer, [$span], $($key => $field,)+);
    };
    ($type:ty as $go:literal, pointer = $pointer:literal; $($key:literal => $field:ident,)+) => {
        record!(@ $type, $go, $pointer, [], $($key => $field,)+);
    };
    (@ $type:ty, $go:literal, $pointer:literal, [$($span:ident)?], $($key:literal => $field:ident,)+) => {
        impl $crate::yaml::Record for $type {
            const GO_TYPE: &'static str = $go;
            #[cfg(test)]
            const KEYS: &'static [&'static str] = &[$($key),+];

            fn field(&mut self, key: &str) -> Option<&mut dyn $crate::yaml::Absorb> {
                match key {
                    $($key => Some(&mut self.$field),)+
                    _ => None,
                }
            }

            fn begin(&mut self, _span: $crate::source::Span, head: $crate::source::Span) {
                $(if self.$span.is_empty() {
                    self.$span = _span;
                })?
                $crate::yaml::Absorb::place(self, head);
            }
        }

        impl $crate::yaml::Absorb for $type {
            fn go_type() -> String {
                $go.to_owned()
            }

            fn absorb(&mut self, id: $crate::yaml::NodeId, cx: &mut $crate::yaml::Cx<'_>) -> bool {
                $crate::yaml::absorb_record(self, id, cx)
            }

            fn place(&mut self, span: $crate::source::Span) {
                $($crate::yaml::Absorb::place(&mut self.$field, span);)+
            }

            fn pointer() -> bool {
                $pointer
            }
        }
    };
}

pub(crate) use record;

/// Absorbs a mapping key by key, in the order of the file.
pub(crate) fn absorb_record<T: Record + Absorb>(out: &mut T, id: NodeId, cx: &mut Cx<'_>) -> bool {
    let fits = cx.follow(id, |cx, id| match &cx.node(id).kind {
        NodeKind::Mapping { pairs, .. } => {
            let head = pairs
                .first()
                .map_or(cx.node(id).span, |pair| cx.node(pair.0).span);
            let head = cx.first_line(head);
            out.begin(cx.node(id).span, head);
            fill_mapping(id, cx, &mut |key, value, cx| {
                if let Some(field) = out.field(&key.value) {
                    cx.under(key.value, |cx| field.absorb(value, cx));
                }
            });
            true
        }
        _ if cx.is_null(id) => {
            *out = T::default();
            out.place(cx.node(id).span);
            true
        }
        _ => {
            cx.type_error(id, "a mapping", T::GO_TYPE);
            false
        }
    });
    fits == Some(true)
}

/// What is done with each key and its value.
pub(crate) type Entry<'f, 't> = dyn FnMut(Spanned<Cow<'t, str>>, NodeId, &mut Cx<'t>) + 'f;

/// Hands each key of a mapping with its value to `entry`, those of `<<` included, in the order in
/// which the runner sees them.
pub(crate) fn fill_mapping<'t>(id: NodeId, cx: &mut Cx<'t>, entry: &mut Entry<'_, 't>) {
    let NodeKind::Mapping { pairs, .. } = &cx.node(id).kind else {
        return;
    };
    for &(key, value) in pairs {
        if is_merge(cx.node(key)) {
            merge(value, cx, &mut |id, cx| fill_mapping(id, cx, entry));
            continue;
        }
        if let Some(name) = key_text(key, cx) {
            entry(name, value, cx);
        }
    }
}

/// The text of a key; reports a key that has none.
fn key_text<'t>(key: NodeId, cx: &mut Cx<'t>) -> Option<Spanned<Cow<'t, str>>> {
    let node = cx.node(key);
    if let (NodeKind::Scalar { text, .. }, None) = (&node.kind, &node.tag) {
        let text = if cx.is_null(key) { "" } else { text.as_str() };
        return Some(Spanned::new(Cow::Borrowed(text), node.span));
    }
    let mut name = Spanned::<String>::default();
    name.absorb(key, cx)
        .then(|| Spanned::new(Cow::Owned(name.value), name.span))
}

/// Whether a key is `<<` with its special meaning: not in quotes.
pub(in crate::yaml) fn is_merge(key: &Node) -> bool {
    let is_text = matches!(&key.kind, NodeKind::Scalar { text, .. } if text == "<<");
    is_text
        && (key.is_implicit()
            || key
                .tag
                .as_ref()
                .is_some_and(|tag| tag.value.ends_with(":merge")))
}

/// Hands the mappings that `<<` names to `fill`: of a list the last first, so that earlier ones
/// win.
pub(super) fn merge<'t>(value: NodeId, cx: &mut Cx<'t>, fill: &mut dyn FnMut(NodeId, &mut Cx<'t>)) {
    match &cx.node(value).kind {
        NodeKind::Sequence { items, .. } => {
            for &item in items.iter().rev() {
                if !merge_one(item, cx, fill) {
                    return;
                }
            }
        }
        _ => {
            merge_one(value, cx, fill);
        }
    }
}

fn merge_one<'t>(id: NodeId, cx: &mut Cx<'t>, fill: &mut dyn FnMut(NodeId, &mut Cx<'t>)) -> bool {
    // The runner looks at what the anchor's name means at the end of the document.
    let looked_at = match &cx.node(id).kind {
        NodeKind::Alias { name, target } => *cx.tree.anchors.get(name).unwrap_or(target),
        _ => id,
    };
    let is_mapping = |id| matches!(&cx.node(id).kind, NodeKind::Mapping { .. });
    if !is_mapping(looked_at) || !is_mapping(cx.tree.resolve(id)) {
        let problem = Problem::error(
            "wrong-type",
            cx.node(id).span,
            "`<<` needs a mapping, or a list of mappings",
        )
        .official("yaml: map merge requires map or sequence of maps as the value");
        cx.report(problem);
        return false;
    }
    cx.follow(id, |cx, id| fill(id, cx));
    true
}
