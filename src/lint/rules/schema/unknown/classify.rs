//! What was probably meant by a key that nobody knows.

use super::meant::{docker, misplaced, synonym};
use crate::lint::keys::{Kind, Table, Visit, tables, text, walk};
use crate::lint::nearest;
use crate::yaml::{NodeId, NodeKind, Tree};

/// Most keys that are judged in a document.
const MOST: usize = 1000;

/// A key that nobody knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finding<'t> {
    pub(super) table: &'static Table,
    pub(super) mapping: NodeId,
    pub(super) key: NodeId,
    pub(super) name: &'t str,
    pub(super) sort: Unknown,
    /// What to call it instead.
    pub(super) rename: Option<&'static str>,
}

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// Nobody can say, or a typing error.
    Key,
    /// Capital letters or dashes instead of `_`.
    Camel,
    /// It belongs elsewhere; what to do.
    Misplaced(&'static str),
    /// It has a meaning in pipelines for Docker; what to do instead.
    Docker(&'static str),
    /// Of `resources`.
    Resources,
    /// The seconds of a toleration.
    Seconds,
}

/// The unknown keys of a pipeline. Those of conditions are judged with the conditions.
pub(super) fn unknown_keys(tree: &Tree) -> Vec<Finding<'_>> {
    let mut found = Vec::new();
    let mut judged = 0;
    walk(tree, &mut |visit| {
        if let Some(Kind::Free) = visit.kind {
            settings(tree, &visit, &mut found);
        }
        let is_seconds = visit.table.is(&tables::TOLERATION) && visit.name == "toleration_seconds";
        if visit.kind.is_some() && !is_seconds || visit.name.contains("${") {
            return;
        }
        if visit.table.is(&tables::CONDITIONS) || visit.table.is(&tables::PATTERNS) {
            return;
        }
        judged += 1;
        if judged > MOST {
            return;
        }
        let (sort, rename) = sort(&visit);
        // What stands beside or in place of `from_secret` is judged with the secrets.
        if visit.table.is(&tables::VARIABLE) && matches!(sort, Unknown::Key) {
            return;
        }
        let is_free = match sort {
            Unknown::Key if visit.table.is(&tables::PIPELINE) => {
                visit.name.starts_with(['.', '_'])
                    || visit.name.starts_with("x-")
                    || has_anchor(tree, visit.value)
            }
            Unknown::Key => rename.is_none() && has_anchor(tree, visit.value),
            _ => false,
        };
        if !is_free {
            found.push(Finding {
                table: visit.table,
                mapping: visit.mapping,
                key: visit.key,
                name: visit.name,
                sort,
                rename,
            });
        }
    });
    found
}

/// A setting that should come from a secret, with the key misspelt.
fn settings<'t>(tree: &'t Tree, visit: &Visit<'t>, found: &mut Vec<Finding<'t>>) {
    let NodeKind::Mapping { pairs, .. } = &tree.node(tree.resolve(visit.value)).kind else {
        return;
    };
    for &(_, value) in pairs {
        let mapping = tree.resolve(value);
        let NodeKind::Mapping { pairs, .. } = &tree.node(mapping).kind else {
            continue;
        };
        let [(key, secret)] = pairs.as_slice() else {
            continue;
        };
        let Some(name) = text(tree, *key) else {
            continue;
        };
        let is_text = text(tree, *secret).is_some();
        if is_text && name != "from_secret" && bare(name) == "fromsecret" {
            found.push(Finding {
                table: &tables::VARIABLE,
                mapping,
                key: *key,
                name,
                sort: Unknown::Camel,
                rename: Some("from_secret"),
            });
        }
    }
}

/// Whether something within a value has an anchor: the key only holds what is used elsewhere.
fn has_anchor(tree: &Tree, value: NodeId) -> bool {
    let end = tree.node(value).span.end;
    let mut within = tree
        .ids_from(value)
        .map(|id| tree.node(id))
        .take_while(|node| node.start() <= end);
    within.any(|node| node.anchor.is_some())
}

/// A name without what people write differently.
fn bare(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

fn sort(visit: &Visit<'_>) -> (Unknown, Option<&'static str>) {
    let (table, name) = (visit.table, visit.name);
    if table.is(&tables::TOLERATION) && bare(name) == "tolerationseconds" {
        return (Unknown::Seconds, None);
    }
    let own = bare(name);
    if let Some(meant) = table.names().find(|known| bare(known) == own) {
        return (Unknown::Camel, Some(meant));
    }
    if table.is(&tables::RESOURCES)
        && let Some(meant) = nearest(name, table.names())
    {
        return (Unknown::Resources, Some(meant));
    }
    if let Some((help, rename)) = misplaced(table, name) {
        return (Unknown::Misplaced(help), rename);
    }
    if let Some(help) = docker(table, name) {
        return (Unknown::Docker(help), None);
    }
    let meant = nearest(name, table.names()).or_else(|| synonym(table, name));
    (Unknown::Key, meant)
}
