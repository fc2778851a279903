//! Values of `environment` and `settings`.

use super::super::{Parameter, Variable};
use crate::source::Spanned;
use crate::yaml::{Absorb, Cx, NodeId, Value, record};

impl Default for Variable {
    fn default() -> Self {
        Self::Text(Spanned::default())
    }
}

/// The mapping form of a variable.
#[derive(Default)]
struct VariableFields {
    value: Spanned<String>,
    secret: Spanned<String>,
}

record! { VariableFields as "manifest.variable", pointer = false;
    "value" => value,
    "from_secret" => secret,
}

impl Absorb for Variable {
    fn go_type() -> String {
        "manifest.Variable".to_owned()
    }

    /// Any scalar is text. Of a mapping `from_secret` counts if it is more than blanks, else
    /// `value`; a mapping with neither is the empty text.
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        if cx.quoted_nothing(id) {
            cx.type_error(
                id,
                "text, or a mapping with `from_secret`,",
                "*manifest.Variable",
            );
            return false;
        }
        if cx.is_scalar(id) {
            let mut text = Spanned::default();
            let fits = Absorb::absorb(&mut text, id, cx);
            *self = Self::Text(text);
            return fits;
        }
        let mut fields = VariableFields::default();
        if !fields.absorb(id, cx) {
            return false;
        }
        *self = if fields.secret.trim().is_empty() {
            let span = if fields.value.is_empty() {
                cx.span(id)
            } else {
                fields.value.span
            };
            Self::Text(Spanned::new(fields.value.value, span))
        } else {
            Self::Secret(fields.secret)
        };
        true
    }

    fn pointer() -> bool {
        true
    }
}

impl Default for Parameter {
    fn default() -> Self {
        Self::Value(Spanned::from(Value::Null))
    }
}

/// The mapping form of a setting.
#[derive(Default)]
struct ParameterFields {
    secret: Spanned<String>,
}

record! { ParameterFields as "manifest.parameter", pointer = false;
    "from_secret" => secret,
}

impl Absorb for Parameter {
    fn go_type() -> String {
        "manifest.Parameter".to_owned()
    }

    /// A mapping whose `from_secret` is some text is a secret, whatever else is in it. Everything
    /// else is a value; `from_secret` deeper inside has no meaning.
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        if cx.quoted_nothing(id) {
            cx.type_error(
                id,
                "a value other than `null` and `~` in quotes",
                "*manifest.Parameter",
            );
            return false;
        }
        if cx.is_mapping(id) {
            let mut fields = ParameterFields::default();
            // What is wrong with it is reported when it is read as a value, below.
            let (_, _) = cx.apart(|cx| fields.absorb(id, cx));
            if !fields.secret.is_empty() {
                *self = Self::Secret(fields.secret);
                return true;
            }
        }
        let span = cx.span(id);
        match crate::yaml::value(id, cx) {
            Some(value) => {
                *self = Self::Value(Spanned::new(value, span));
                true
            }
            None => false,
        }
    }

    fn pointer() -> bool {
        true
    }
}
