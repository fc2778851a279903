//! Rules for pipelines.
//!
//! A rule is a row in the table of its family under `rules/`: what it finds, why that matters, a bad
//! and a good example, and a function that looks for it. The families are listed in `rules/mod.rs`.
//! The raw text of a file is linted, with its `${…}` as they stand.

pub mod example;
mod rule;
mod rules;
mod script;
mod shell;
mod suggest;

pub use rule::{Check, Context, File, Fixable, Rule};
pub use rules::RULES;
pub use suggest::{did_you_mean, nearest};

use crate::manifest::{Loaded, load_trees};
use crate::source::{Problem, Source, sort};
use crate::subst::{Expression, expressions};
use crate::yaml::{self, Tree};

/// Most findings that are kept; the rest would help nobody.
const MAX_FINDINGS: usize = 1000;

/// The rule with an id or name.
pub fn find(rule: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .copied()
        .find(|own| own.name == rule || own.id.eq_ignore_ascii_case(rule))
}

/// Everything that is wrong with a file, in the order of the file: what the reader says and what the
/// rules find.
///
/// `trusted` lifts the rules that guard the node: privileged steps, host paths and the like.
pub fn lint(source: &Source, trusted: bool) -> Vec<Problem> {
    let (trees, problems) = yaml::parse(source);
    let loaded = load_trees(source, &trees, problems);
    let mut found = loaded.problems.clone();
    let expressions = expressions(source.text());
    found.extend(rules_of(source, &trees, &loaded, &expressions, trusted));
    sort(&mut found);
    found.truncate(MAX_FINDINGS);
    found
}

/// Whether the official runner refuses a file because of a problem. What the reader reports as an error
/// is refused always.
pub fn is_refused(problem: &Problem) -> bool {
    problem.is_error() && find(problem.code).is_none_or(|rule| rule.refused)
}

/// What the rules find in a file in which every `${…}` was replaced, in the order of the file. Rules
/// about the `${…}` themselves find nothing.
pub fn check(source: &Source, trees: &[Tree], loaded: &Loaded, trusted: bool) -> Vec<Problem> {
    rules_of(source, trees, loaded, &[], trusted)
}

fn rules_of(
    source: &Source,
    trees: &[Tree],
    loaded: &Loaded,
    expressions: &[Expression<'_>],
    trusted: bool,
) -> Vec<Problem> {
    let file = File {
        source,
        trees,
        manifest: &loaded.manifest,
        expressions,
    };
    let mut found = Vec::new();
    for rule in RULES.iter() {
        Context::new(file, trusted, rule, &mut found).run();
    }
    sort(&mut found);
    // What several steps have through an alias is found in each of them, but stands there once.
    found.dedup_by(|a, b| a.code == b.code && a.span == b.span && a.message == b.message);
    found.truncate(MAX_FINDINGS);
    found
}
