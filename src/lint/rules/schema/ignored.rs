//! Keys that are read and then have no effect.

use crate::lint::keys::{tables, walk};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::tree_of;
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK122",
    name: "ignored-key",
    severity: Severity::Warning,
    refused: false,
    summary: "A key is read by the Kubernetes runner, but has no effect.",
    why: "It has an effect elsewhere, or was never finished; whoever wrote it expects something.",
    official: "Reads the value and never uses it.",
    fix: Fixable::No,
    bad: "clone:
  «retries»: 3
",
    good: "clone:
  depth: 50
",
    check: Check::Pipeline(ignored_keys),
}];

fn ignored_keys(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let Some(tree) = tree_of(cx, pipeline) else {
        return;
    };
    walk(tree, &mut |visit| {
        let help = match (visit.table, visit.name) {
            (table, "retries") if table.is(&tables::CLONE) => {
                "the clone step does not try again; delete the key"
            }
            (table, "shell") if table.is(&tables::STEP) => {
                "commands always run with `/bin/sh`; for another shell call it in `commands`"
            }
            (table, "version") if table.is(&tables::PIPELINE) => "delete the key",
            (table, "deps") if table.is(&tables::PIPELINE) => "did you mean `depends_on`?",
            _ => return,
        };
        let name = visit.name;
        let problem = cx.report(tree.node(visit.key).span, format!("`{name}` has no effect"));
        problem.help = Some(help.to_owned());
    });
}
