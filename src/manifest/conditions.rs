//! `when` and `trigger`.

use crate::source::{Span, Spanned};

/// The conditions of a `when` or `trigger`; all of them must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions {
    /// The whole mapping; empty when there is none.
    pub span: Span,
    /// `action` of the build, such as `opened`.
    pub action: Condition,
    /// `cron`: name of the cron job.
    pub cron: Condition,
    /// `ref`: git reference.
    pub reference: Condition,
    /// `repo`: `owner/name`.
    pub repo: Condition,
    /// `instance`: host of the Drone server.
    pub instance: Condition,
    /// `target`: of a promotion or rollback.
    pub target: Condition,
    /// `event`: `push`, `pull_request`, `tag` …
    pub event: Condition,
    /// `branch`: the target branch.
    pub branch: Condition,
    /// `status`: `success`, `failure`; says when the step runs, see the runner's run policies.
    pub status: Condition,
    /// `paths`: read, but never evaluated by the runner.
    pub paths: Condition,
}

/// Patterns that a value must (`include`) or must not (`exclude`) match.
///
/// A scalar or a list is `include`. Both lists empty means that anything matches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition {
    /// The value of the key; empty when there is none.
    pub span: Span,
    /// At least one must match, if there is any.
    pub include: Vec<Spanned<String>>,
    /// None may match.
    pub exclude: Vec<Spanned<String>>,
}

impl Condition {
    /// Whether there is no pattern, so that anything matches.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}
