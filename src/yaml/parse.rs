//! Parses the text of one document into a [`Tree`].

use granit_parser::Options;

use super::build::Builder;
use super::node::Tree;
use super::repair::Repairs;
use super::text::{self, Text};
use super::{dialect, syntax};
use crate::source::{Problem, Source, Span};

/// Deepest nesting that is read. The official runner knows no limit, but no file needs this much.
pub(super) const MAX_DEPTH: usize = 500;

/// How much text may be parsed again after [`Repairs`] steps, in bytes.
const MAX_REPARSED: usize = 4 << 20;

/// Parses one document.
///
/// With problems the tree holds what came before the first of them that stops the parser.
pub(crate) fn parse(source: &Source, span: Span, problems: &mut Vec<Problem>) -> Tree {
    let text = Text::new(source, span);
    let found = problems.len();
    let checked = text::check(text, problems);
    if problems[found..].iter().any(Problem::is_error) {
        return Tree {
            span,
            ..Tree::default()
        };
    }
    if let Some(problem) = dialect::directive(text) {
        problems.push(problem);
        return Tree {
            span,
            ..Tree::default()
        };
    }
    let mut repairs = Repairs::new(&checked);
    let mut builder = Builder::new(text, span);
    let attempts = 4 + MAX_REPARSED / (text.body.len() + 1);
    for attempt in 0..=attempts {
        builder = Builder::new(text, span);
        let result = builder.run(&repairs.text);
        let repaired = match &result {
            Ok(()) => repairs.after_success(&builder.tree, text),
            Err(error) => repairs.after_error(error),
        };
        if repaired && attempt < attempts {
            continue;
        }
        if let Err(error) = result {
            builder.problems.push(syntax::problem(text, &error));
        }
        break;
    }
    repairs.restore(&mut builder.tree, text);
    builder.finish(&repairs.text, problems)
}

/// How the parser is set up to come near to the official runner's.
pub(super) fn options() -> Options {
    granit_parser::options! {
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}
