//! All `${…}` of a text, taken apart but not evaluated.

use super::comment::Comments;
use super::expr::{Expr, Fault, Op, Part};
use super::parse::Parser;
use super::{Mode, fault_problem};
use crate::source::{Problem, Span, offset};

/// One `${…}` of a raw text, or a `$$`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression<'a> {
    /// All of it; one that cannot be read ends where it goes wrong.
    pub span: Span,
    /// What it is.
    pub kind: ExpressionKind<'a>,
    /// Whether it stands in a comment, as far as that can be said before the text is read as YAML.
    pub in_comment: bool,
}

/// What stands at an [`Expression`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionKind<'a> {
    /// `$$`, which becomes `$`.
    Dollar,
    /// `${NAME…}`, also one inside of another.
    Variable {
        /// The name.
        name: &'a str,
        /// Where the name is.
        name_span: Span,
        /// What is done with the value: the sign behind the name (`:-`, `##`, `/`), empty for the
        /// value as it is and for `${#NAME}`.
        operator: &'a str,
        /// Whether it gives something else if there is no value.
        has_default: bool,
    },
    /// One that cannot be read, and why.
    Fault(Box<Problem>),
}

/// Signs that can follow a name, longer ones first.
const OPERATORS: [&str; 19] = [
    ":-", ":=", ":?", ":+", "##", "%%", "^^", ",,", "//", "/#", "/%", ":", "#", "%", "^", ",", "/",
    "=", "}",
];

/// Most expressions that cannot be read that are looked for: each may be read to the end of the text.
const MAX_FAULTS: usize = 50;

/// All expressions in the order of the text; up to the first few if many cannot be read.
pub fn expressions(raw: &str) -> Vec<Expression<'_>> {
    let mut found = Vec::new();
    let mut comments = Comments::new(raw);
    let (mut at, mut faults) = (0, 0);
    while let Some(next) = raw.get(at..).and_then(|rest| rest.find(['$', '\\'])) {
        at += next;
        let rest = raw.get(at..).unwrap_or_default();
        if rest.starts_with("$$") {
            found.push(Expression {
                span: Span::new(offset(at), offset(at + 2)),
                kind: ExpressionKind::Dollar,
                in_comment: comments.hold(at),
            });
            at += 2;
        } else if rest.starts_with("${") {
            let in_comment = comments.hold(at);
            let mut parser = Parser::new(raw, at, Mode::Default);
            match parser.expression() {
                // What a comment cannot hold is left alone, see the documentation of the layer.
                Ok(_) if in_comment && has_break(raw, at, parser.position()) => at += 2,
                Ok(expr) => {
                    list(raw, &expr, in_comment, &mut found);
                    at = parser.position().max(at + 2);
                }
                Err(fault) => {
                    faults += 1;
                    found.push(faulty(raw, at, parser.position(), fault, in_comment));
                    if faults == MAX_FAULTS {
                        break;
                    }
                    at += 2;
                }
            }
        } else {
            at += if rest.starts_with(r"\\") { 2 } else { 1 };
        }
    }
    found
}

fn has_break(raw: &str, start: usize, end: usize) -> bool {
    raw.get(start..end).is_some_and(|text| text.contains('\n'))
}

fn faulty(raw: &str, at: usize, end: usize, fault: Fault, in_comment: bool) -> Expression<'_> {
    let problem = fault_problem(raw, at, end, fault);
    Expression {
        span: problem.span,
        kind: ExpressionKind::Fault(Box::new(problem)),
        in_comment,
    }
}

/// An expression and those in its arguments. The parser limits their depth.
fn list<'a>(raw: &'a str, expr: &Expr, in_comment: bool, found: &mut Vec<Expression<'a>>) {
    let mut start = expr.start + 2;
    let is_length = expr.op == Op::Length;
    if is_length {
        start += 1;
    }
    let end = start + expr.name.len();
    let rest = raw.get(end..expr.end).unwrap_or_default();
    let operator = OPERATORS.iter().find(|sign| rest.starts_with(**sign));
    let operator = operator.filter(|sign| **sign != "}");
    found.push(Expression {
        span: Span::new(offset(expr.start), offset(expr.end)),
        kind: ExpressionKind::Variable {
            name: raw.get(start..end).unwrap_or_default(),
            name_span: Span::new(offset(start), offset(end)),
            operator: operator.copied().unwrap_or_default(),
            has_default: matches!(expr.op, Op::Default(_)),
        },
        in_comment,
    });
    let mut inner = |part: &Part| {
        if let Part::Expr(expr) = part {
            list(raw, expr, in_comment, found);
        }
    };
    match &expr.op {
        Op::Value | Op::Length | Op::Case { .. } => {}
        Op::Substring { from, length } => {
            inner(from);
            length.iter().for_each(inner);
        }
        Op::Trim { pattern, .. } => inner(pattern),
        Op::Replace { pattern, with, .. } => {
            inner(pattern);
            with.iter().for_each(inner);
        }
        Op::Default(parts) => parts.iter().for_each(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::{ExpressionKind, expressions};

    #[test]
    fn names_operators_and_places() {
        let raw = "a: ${A} # ${B:-x${C##v}}\nb: $${D} ${#E} ${F-x}";
        let shown: Vec<String> = expressions(raw)
            .iter()
            .map(|found| {
                let text = &raw[found.span.range()];
                let comment = if found.in_comment { "#" } else { "" };
                match &found.kind {
                    ExpressionKind::Dollar => format!("{comment}{text}"),
                    ExpressionKind::Variable { name, operator, .. } => {
                        format!("{comment}{text} {name} {operator}")
                    }
                    ExpressionKind::Fault(_) => format!("{comment}{text} !"),
                }
            })
            .collect();
        assert_eq!(
            shown,
            [
                "${A} A ",
                "#${B:-x${C##v}} B :-",
                "#${C##v} C ##",
                "$$",
                "${#E} E ",
                "${F !"
            ]
        );
    }
}
