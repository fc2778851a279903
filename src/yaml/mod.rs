//! YAML as the official Drone runner reads it.
//!
//! A file goes through three stages: `split` cuts it into documents as Drone does, `parse` turns
//! each into a [`Tree`] with the place of every value and comment, and `decode` takes typed data
//! out of a tree with the semantics of the runner's Go decoder.

mod build;
mod decode;
mod dialect;
mod node;
mod number;
mod parameters;
mod parse;
mod repair;
mod resolve;
mod split;
mod syntax;
mod tabs;
mod text;
mod value;

pub(crate) use decode::{Absorb, Cx, Record, absorb_record, fill_mapping, record, value};
pub use node::{Comment, Node, NodeId, NodeKind, ScalarStyle, Tree};
pub use parameters::parse_unreplaced;
pub use value::Value;

use crate::side_by_side;
use crate::source::{Problem, Source};

/// The documents of a file as trees, and what is wrong with their syntax.
///
/// A document with a syntax error gives no tree, but does not hide what is wrong in the others.
pub fn parse(source: &Source) -> (Vec<Tree>, Vec<Problem>) {
    let mut problems = Vec::new();
    if let Some(defect) = source.defect() {
        problems.push(defect.clone());
        return (Vec::new(), problems);
    }
    let mut trees = Vec::new();
    let parts = split::split(source, &mut problems);
    let mut is_rest = false;
    let parsed = side_by_side::map(source.text().len(), &parts, |&span| {
        let mut found = Vec::new();
        let tree = parse::parse(source, span, &mut found);
        (tree, found)
    });
    for (number, (&span, (tree, mut found))) in parts.iter().zip(parsed).enumerate() {
        let is_mapping = tree.root().is_some_and(|root| {
            let is_mapping = matches!(tree.node(root).kind, NodeKind::Mapping { .. });
            is_mapping && !found.iter().any(Problem::is_error)
        });
        if std::mem::take(&mut is_rest) && !is_mapping {
            continue; // it begins in the middle of a text, which is reported
        }
        let next = parts.get(number + 1).copied();
        if let Some(problem) = next.and_then(|next| split::cut_text(source, span, next, &found)) {
            found.retain(|other| other.message != syntax::UNCLOSED_QUOTE);
            problems.append(&mut found);
            problems.push(problem);
            is_rest = true;
            continue;
        }
        if !found.iter().any(Problem::is_error) {
            trees.push(tree);
        }
        problems.append(&mut found);
    }
    (trees, problems)
}

/// The value of a document with the types that Go gives it where none is wanted.
pub fn untyped(source: &Source, tree: &Tree) -> (Value, Vec<Problem>) {
    let mut cx = Cx::new(source, tree);
    let value = tree.root().and_then(|root| decode::value(root, &mut cx));
    (value.unwrap_or(Value::Null), cx.into_problems())
}
