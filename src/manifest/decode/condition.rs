//! Conditions, whose type errors the official runner swallows.

use super::super::Condition;
use crate::source::{Problem, Spanned};
use crate::yaml::{Absorb, Cx, NodeId, record};

/// The mapping form of a condition.
#[derive(Default)]
struct ConditionFields {
    include: Vec<Spanned<String>>,
    exclude: Vec<Spanned<String>>,
}

record! { ConditionFields as "manifest.condition", pointer = false;
    "include" => include,
    "exclude" => exclude,
}

impl Absorb for Condition {
    fn go_type() -> String {
        "manifest.Condition".to_owned()
    }

    /// A scalar or list is `include`, a mapping has `include` and `exclude`. What does not fit is
    /// dropped, as the runner does it, with a warning, because the condition then often matches
    /// everything.
    fn absorb(&mut self, id: NodeId, cx: &mut Cx<'_>) -> bool {
        if cx.is_nil(id) {
            *self = Self {
                span: cx.span(id),
                ..Self::default()
            };
            return true;
        }
        if cx.quoted_nothing(id) {
            cx.type_error(id, "a pattern, a list or a mapping", &Self::go_type());
            return false;
        }
        self.span = cx.span(id);
        let mut list = Vec::new();
        let mut fields = ConditionFields::default();
        let ((), swallowed) = cx.apart(|cx| {
            if cx.is_scalar(id) {
                let mut pattern = Spanned::default();
                if Absorb::absorb(&mut pattern, id, cx) {
                    list.push(pattern);
                }
            } else if cx.is_mapping(id) {
                fields.absorb(id, cx);
            } else {
                list.absorb(id, cx);
            }
        });
        if cx.is_scalar(id) {
            self.include = list;
        } else {
            self.include = fields.include;
            self.include.append(&mut list);
            self.exclude = fields.exclude;
        }
        self.warn(swallowed, cx);
        if cx.is_mapping(id) && !cx.has_key(id, &["include", "exclude", "<<"]) {
            let place = cx.first_line(self.span);
            let message = format!(
                "`{}` has neither `include` nor `exclude`: the runner takes it for a condition that \
                 anything matches",
                cx.key()
            );
            let warning = Problem::warning("condition-ignored", place, message);
            cx.report(warning.help("write the patterns below `include` or `exclude`"));
        }
        true
    }
}

impl Condition {
    fn warn(&self, swallowed: Vec<Problem>, cx: &mut Cx<'_>) {
        for problem in swallowed {
            let effect = if self.is_empty() {
                "so that anything matches"
            } else {
                "and uses the rest"
            };
            let message = format!(
                "{}; the runner drops it without a word, {effect}",
                problem.message
            );
            let mut warning = Problem::warning("condition-ignored", problem.span, message);
            warning.help = problem.help;
            cx.report(warning);
        }
    }
}
