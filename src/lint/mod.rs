//! Rules for pipelines.
//!
//! A rule is a row in the table of its family under `rules/`: what it finds, why that matters, a bad
//! and a good example, and a function that looks for it. A family is listed in its folder's `mod.rs`.
//! The raw text of a file is linted, with its `${…}` as they stand.

mod config;
pub mod example;
mod explain;
mod fix;
mod ignores;
pub(crate) mod keys;
mod levels;
mod rule;
mod rules;
mod schema;
mod script;
mod shell;
pub mod shellcheck;
mod suggest;

pub use config::Config;
pub use explain::{explain, list, page};
pub use fix::{Fixed, fix};
pub use levels::{Choices, Levels};
pub use rule::{Check, Context, File, Fixable, Rule, Shellcheck};
pub use rules::RULES;
pub use schema::schema;
pub use suggest::{did_you_mean, nearest};

use crate::manifest::{Loaded, load_trees};
use crate::side_by_side;
use crate::source::{Problem, Source, Span, sort};
use crate::subst::expressions;
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
    lint_with(source, trusted, None)
}

/// As [`lint`], and what shellcheck says of the commands.
pub fn lint_with(
    source: &Source,
    trusted: bool,
    shellcheck: Option<Shellcheck<'_>>,
) -> Vec<Problem> {
    let (trees, problems) = yaml::parse_unreplaced(source);
    let loaded = load_trees(source, &trees, problems);
    let mut found = loaded.problems.clone();
    found.retain(|problem| !depends_on_parameters(source, problem));
    for problem in &mut found {
        // The reader warns of what is lost but not refused; to lose a part of the file is an error.
        if find(problem.code).is_some_and(|rule| !rule.refused) {
            problem.severity = find(problem.code).map_or(problem.severity, |rule| rule.severity);
        }
    }
    let expressions = expressions(source.text());
    let file = File {
        source,
        trees: &trees,
        manifest: &loaded.manifest,
        expressions: &expressions,
        shellcheck,
    };
    found.extend(rules_of(file, trusted));
    drop_less_exact(&mut found);
    sort(&mut found);
    ignores::apply(source, &trees, &mut found);
    found.truncate(MAX_FINDINGS);
    found
}

/// Drops what the reader says of a condition if a rule says it of a part of it.
fn drop_less_exact(found: &mut Vec<Problem>) {
    const EXACT: [&str; 3] = ["unknown-condition-key", "empty-condition", "scalar-include"];
    let exact: Vec<Span> = found
        .iter()
        .filter(|problem| EXACT.contains(&problem.code))
        .map(|problem| problem.span)
        .collect();
    found.retain(|problem| {
        let holds = |part: &Span| part.to(problem.span) == problem.span;
        problem.code != "condition-ignored" || !exact.iter().any(holds)
    });
}

/// Whether a type error is about a value that Drone may yet replace, such as `user: ${ID}`.
fn depends_on_parameters(source: &Source, problem: &Problem) -> bool {
    const BY_TEXT: [&str; 4] = [
        "wrong-type",
        "quoted-scalar-type",
        "memory-invalid",
        "cpu-not-millicores",
    ];
    let text = source.slice(problem.span).trim_matches(['"', '\'']);
    BY_TEXT.contains(&problem.code)
        && text.contains("${")
        && (text.starts_with("${") || !text.starts_with(['[', '{']) && !text.contains(' '))
}

/// Whether the official runner refuses a file because of a problem. What the reader reports as an error
/// is refused always.
pub fn is_refused(problem: &Problem) -> bool {
    problem.is_error() && find(problem.code).is_none_or(|rule| rule.refused)
}

/// What the rules find in a file in which every `${…}` was replaced, in the order of the file. Rules
/// about the `${…}` themselves find nothing.
pub fn check(source: &Source, trees: &[Tree], loaded: &Loaded, trusted: bool) -> Vec<Problem> {
    let file = File {
        source,
        trees,
        manifest: &loaded.manifest,
        expressions: &[],
        shellcheck: None,
    };
    rules_of(file, trusted)
}

fn rules_of(file: File<'_>, trusted: bool) -> Vec<Problem> {
    let found = side_by_side::map(file.source.text().len(), &RULES, |rule| {
        let mut found = Vec::new();
        Context::new(file, trusted, rule, &mut found).run();
        found
    });
    let mut found: Vec<Problem> = found.into_iter().flatten().collect();
    sort(&mut found);
    // What several steps have through an alias is found in each of them, but stands there once.
    found.dedup_by(|a, b| a.code == b.code && a.span == b.span && a.message == b.message);
    found.truncate(MAX_FINDINGS);
    found
}
