//! Maps with text keys, such as `environment`.

use super::super::Map;
use crate::source::{Span, Spanned};
use crate::yaml::{Absorb, Cx, NodeId, NodeKind, fill_mapping};

impl<T: Absorb + Default> Absorb for Map<T> {
    fn go_type() -> String {
        format!(
            "map[string]{}{}",
            if T::pointer() { "*" } else { "" },
            T::go_type()
        )
    }

    /// The keys of the mapping are added to those that are there; a key that is there already gets
    /// the new value as a whole.
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        let fits = cx.follow(id, |cx, id| match &cx.node(id).kind {
            NodeKind::Mapping { .. } => {
                fill_mapping(id, cx, &mut |key, value_id, cx| {
                    if T::pointer() && cx.is_nil(value_id) {
                        self.remove(&key.value);
                        return;
                    }
                    let mut value = T::default();
                    let name = Spanned::new(key.value.clone().into_owned(), key.span);
                    if cx.under(key.value, |cx| value.absorb(value_id, cx)) {
                        self.insert(name, value);
                    }
                });
                true
            }
            _ if cx.is_null(id) => {
                *self = Self::new();
                true
            }
            _ => {
                cx.type_error(id, "a mapping", &Self::go_type());
                false
            }
        });
        fits == Some(true)
    }

    fn place(&mut self, _span: Span) {}
}
