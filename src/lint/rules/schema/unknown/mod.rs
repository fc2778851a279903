//! Keys that nobody knows, told apart by what was probably meant.

mod classify;
mod meant;
mod moved;
mod resources;
mod spelling;

use crate::lint::keys::tables;
use crate::lint::rule::{Context, Rule};
use crate::lint::rules::tree_of;
use crate::manifest::Pipeline;
use crate::source::{Problem, Severity, Span};
use crate::yaml::{NodeKind, Tree};
use classify::{Finding, Unknown, unknown_keys};

pub(super) use resources::RULES as RESOURCES;

pub(super) const RULES: &[Rule] = &[
    spelling::UNKNOWN,
    spelling::CAMEL_CASE,
    moved::MISPLACED,
    moved::DOCKER_ONLY,
];

/// Reports all unknown keys of one sort. `words` gives message and help.
fn report<'a>(
    cx: &mut Context<'a>,
    pipeline: &Pipeline,
    safe: bool,
    words: impl Fn(&Finding<'a>) -> Option<(String, String)>,
) {
    let Some(tree) = tree_of(cx, pipeline) else {
        return;
    };
    for finding in unknown_keys(tree) {
        let Some((message, help)) = words(&finding) else {
            continue;
        };
        let problem = cx.report(tree.node(finding.key).span, message);
        problem.help = Some(help);
        // At the top people also keep what only they look at; what is meant for Drone is missed elsewhere.
        if !safe && finding.table.is(&tables::PIPELINE) {
            problem.severity = Severity::Warning;
        }
        if let Some(name) = finding.rename {
            rename(problem, tree, &finding, name, safe);
        }
    }
}

/// Gives a finding the fix that renames the key, if the name is free.
fn rename(problem: &mut Problem, tree: &Tree, finding: &Finding<'_>, name: &str, safe: bool) {
    let node = tree.node(finding.key);
    let is_free = crate::lint::keys::entry(tree, finding.mapping, name).is_none();
    if is_free && matches!(node.kind, NodeKind::Scalar { .. }) && node.anchor.is_none() {
        let edit: (Span, String) = (node.span, name.to_owned());
        problem.set_fix(safe, format!("rename it to `{name}`"), [edit]);
    }
}
