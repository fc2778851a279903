//! Proves that two texts are the same for Drone: values, styles, anchors, comments and their places.

use super::Refusal;
use crate::source::{Problem, Source, Spanned};
use crate::yaml::{Comment, NodeId, NodeKind, Tree, Value};

/// Compares a file with its formatted text. `old_values` is what Go makes of the file, tags, merges and all.
///
/// # Errors
/// The first difference.
pub(super) fn compare(
    old: &Source,
    (old_trees, old_values): (&[Tree], &[Value]),
    new: &Source,
    new_trees: &[Tree],
    problems: &[Problem],
) -> Result<(), Refusal> {
    let changed = |what: String| Err(Refusal::Changed(what));
    if let Some(problem) = problems.iter().find(|problem| problem.is_error()) {
        return changed(format!(
            "the file into an invalid one ({})",
            problem.message
        ));
    }
    if old_trees.len() != new_trees.len() {
        return changed("the number of documents".to_owned());
    }
    if !same_words(old.text(), new.text()) {
        return changed("more than blanks".to_owned());
    }
    let new_values = super::values(new, new_trees);
    let old_documents = old_trees.iter().zip(old_values);
    for ((old_tree, old_value), (new_tree, (new_value, _))) in
        old_documents.zip(new_trees.iter().zip(new_values))
    {
        if let Some(what) = nodes(old, old_tree, new_tree) {
            return changed(what);
        }
        if let Some(what) = comments(old, old_tree, new, new_tree) {
            return changed(what);
        }
        if *old_value != new_value && !has_nan(old, old_tree) {
            return changed("a value".to_owned());
        }
    }
    Ok(())
}

/// Not-a-number is not equal to itself.
pub(super) fn has_nan(source: &Source, tree: &Tree) -> bool {
    source.slice(tree.span).to_lowercase().contains(".nan")
}

fn place(source: &Source, tree: &Tree, id: NodeId) -> String {
    let span = tree.node(id).span;
    let text = source.slice(span);
    let short: String = text.chars().take(40).collect();
    format!("`{short}` at {}", source.position(span.start))
}

fn nodes(source: &Source, old: &Tree, new: &Tree) -> Option<String> {
    let mut open: Vec<(NodeId, NodeId)> = match (old.root(), new.root()) {
        (None, None) => Vec::new(),
        (Some(old), Some(new)) => vec![(old, new)],
        _ => return Some("an empty document".to_owned()),
    };
    if old.len() != new.len() {
        return Some("the number of values".to_owned());
    }
    while let Some((a, b)) = open.pop() {
        let (left, right) = (old.node(a), new.node(b));
        if name(left.anchor.as_deref()) != name(right.anchor.as_deref())
            || name(left.tag.as_deref()) != name(right.tag.as_deref())
        {
            return Some(format!("the anchor or tag of {}", place(source, old, a)));
        }
        let same = match (&left.kind, &right.kind) {
            (
                NodeKind::Scalar { text, style },
                NodeKind::Scalar {
                    text: new_text,
                    style: new_style,
                },
            ) => text == new_text && style == new_style,
            (
                NodeKind::Sequence { items, flow },
                NodeKind::Sequence {
                    items: new_items,
                    flow: new_flow,
                },
            ) => {
                open.extend(items.iter().copied().zip(new_items.iter().copied()));
                items.len() == new_items.len() && flow == new_flow
            }
            (
                NodeKind::Mapping { pairs, flow },
                NodeKind::Mapping {
                    pairs: new_pairs,
                    flow: new_flow,
                },
            ) => {
                for (old_pair, new_pair) in pairs.iter().zip(new_pairs) {
                    open.push((old_pair.0, new_pair.0));
                    open.push((old_pair.1, new_pair.1));
                }
                pairs.len() == new_pairs.len() && flow == new_flow
            }
            (NodeKind::Alias { name, .. }, NodeKind::Alias { name: new_name, .. }) => {
                name == new_name
            }
            _ => false,
        };
        if !same {
            return Some(place(source, old, a));
        }
    }
    None
}

/// What an anchor or tag says.
fn name(property: Option<&Spanned<String>>) -> Option<&str> {
    property.map(|property| property.value.as_str())
}

/// Comments are the same, each beside or above what it was, and between the same words.
fn comments(old: &Source, old_tree: &Tree, new: &Source, new_tree: &Tree) -> Option<String> {
    let (left, right) = (old_tree.comments(), new_tree.comments());
    if left.len() != right.len() {
        return Some("the number of comments".to_owned());
    }
    let same = |(a, b): (&Comment, &Comment)| {
        old.slice(a.span).trim_end() == new.slice(b.span).trim_end() && a.trailing == b.trailing
    };
    let other = left.iter().zip(right).position(|pair| !same(pair))?;
    let comment = left.get(other)?;
    Some(format!(
        "the comment `{}`",
        old.slice(comment.span).trim_end()
    ))
}

/// Whether two texts are the same but for their blanks and line ends.
fn same_words(old: &str, new: &str) -> bool {
    let words = |text| str::bytes(text).filter(|byte| !byte.is_ascii_whitespace());
    words(old).eq(words(new))
}
