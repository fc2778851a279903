//! Rules for pipelines.
//!
//! Each rule is a row of one table, [`RULES`], with a check that looks at a whole pipeline and adds
//! what it finds. A new rule needs a function in a file under `rules/` and its row; nothing else.
//!
//! The rules so far are what the official runner's linter refuses, all of it and not only the first
//! finding. What is refused when a file is parsed comes from [`crate::manifest::load`].

mod rules;

pub use rules::RULES;

use crate::manifest::Pipeline;
use crate::source::{Problem, Severity, Span, sort};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Stable number, such as `DK116`.
    pub id: &'static str,
    /// Stable name, such as `missing-image`; the code of the problems it finds.
    pub name: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// What it finds, in one sentence.
    pub about: &'static str,
    check: fn(&mut Context<'_>),
}

/// What a check works on.
struct Context<'p> {
    pipeline: &'p Pipeline,
    /// Whether the repository is trusted, which allows what gives power over the node.
    trusted: bool,
    rule: &'static Rule,
    found: Vec<Problem>,
}

impl Context<'_> {
    /// Adds a finding of the rule and returns it for help texts and labels.
    fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Problem {
        let mut problem = Problem::error(self.rule.name, span, message);
        problem.severity = self.rule.severity;
        self.found.push(problem);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}

/// Most findings that are kept; the rest would help nobody.
const MAX_FINDINGS: usize = 1000;

/// Everything that is wrong with a pipeline, in the order of the file.
///
/// `trusted` lifts the rules that guard the node: privileged steps, host paths and the like.
pub fn check(pipeline: &Pipeline, trusted: bool) -> Vec<Problem> {
    let mut found = Vec::new();
    for rule in RULES {
        let mut context = Context {
            pipeline,
            trusted,
            rule,
            found,
        };
        (rule.check)(&mut context);
        found = context.found;
    }
    sort(&mut found);
    found.truncate(MAX_FINDINGS);
    found
}
