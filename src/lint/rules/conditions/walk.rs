//! Ways to look at all conditions of a file.

use std::collections::HashSet;

use crate::lint::rule::File;
use crate::lint::rules::graph::raw::{self, Table};
use crate::manifest::{Condition, Conditions, Pipeline, Step};
use crate::source::{Span, Spanned};
use crate::yaml::NodeKind;

/// When a step runs, by its `when.status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint::rules) enum Policy {
    /// As long as nothing failed.
    OnSuccess,
    /// Once something failed.
    OnFailure,
    /// In any case.
    Always,
    /// The file alone does not say.
    Unclear,
}

/// When a step runs.
pub(in crate::lint::rules) fn policy(when: &Conditions) -> Policy {
    let status = &when.status;
    let mut patterns = status.include.iter().chain(&status.exclude);
    let is_word = |text: &str| !is_glob(text) || matches!(text, "*" | "**");
    if patterns.any(|pattern| raw::is_template(pattern) || !is_word(pattern)) {
        return Policy::Unclear;
    }
    let has = |patterns: &[Spanned<String>], word: &str| {
        patterns
            .iter()
            .any(|pattern| pattern.value == word || is_glob(pattern))
    };
    let runs = |word: &str| {
        (status.include.is_empty() || has(&status.include, word)) && !has(&status.exclude, word)
    };
    match (runs("success"), runs("failure")) {
        _ if status.is_empty() => Policy::OnSuccess,
        (true, true) => Policy::Always,
        (false, true) => Policy::OnFailure,
        _ => Policy::OnSuccess,
    }
}

/// Whether a pattern is more than plain text.
pub(super) fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '[', '{', '\\'])
}

/// The patterns of a condition, if all of them are plain text that nothing is put into.
pub(super) fn words(patterns: &[Spanned<String>]) -> Option<Vec<&str>> {
    let mut all = patterns.iter();
    let is_plain = all.all(|pattern| !is_glob(pattern) && !raw::is_template(pattern));
    is_plain.then(|| patterns.iter().map(|pattern| pattern.as_str()).collect())
}

/// The keys of `when` and `trigger` with what they hold.
pub(super) fn keys(conditions: &Conditions) -> [(&'static str, &Condition); 10] {
    [
        ("action", &conditions.action),
        ("branch", &conditions.branch),
        ("cron", &conditions.cron),
        ("event", &conditions.event),
        ("instance", &conditions.instance),
        ("paths", &conditions.paths),
        ("ref", &conditions.reference),
        ("repo", &conditions.repo),
        ("status", &conditions.status),
        ("target", &conditions.target),
    ]
}

/// The conditions of a pipeline or step.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// `when` or `trigger`.
    pub(super) owner: &'static str,
    /// The pipeline.
    pub(super) pipeline: &'a Pipeline,
    /// The step, if they are those of one.
    pub(super) step: Option<&'a Step>,
    /// What they say.
    pub(super) conditions: &'a Conditions,
}

/// All conditions of a file; those that several steps share come once for each.
pub(super) fn places(file: File<'_>) -> impl Iterator<Item = Place<'_>> {
    file.manifest.pipelines().flat_map(|pipeline| {
        let trigger = std::iter::once(Place {
            owner: "trigger",
            pipeline,
            step: None,
            conditions: &pipeline.trigger,
        });
        let steps = pipeline.services.iter().chain(&pipeline.steps);
        trigger.chain(steps.map(move |step| Place {
            owner: "when",
            pipeline,
            step: Some(step),
            conditions: &step.when,
        }))
    })
}

/// A pattern of a condition.
#[derive(Clone, Copy)]
pub(super) struct Pattern<'a> {
    /// `when` or `trigger`.
    pub(super) owner: &'static str,
    /// The key, such as `branch`.
    pub(super) key: &'static str,
    /// Whether it stands in `exclude`.
    pub(super) is_exclude: bool,
    /// The condition it belongs to.
    pub(super) condition: &'a Condition,
    /// The pattern.
    pub(super) text: &'a Spanned<String>,
}

/// All patterns of a file, each place in the text once, without those that are filled in later.
pub(super) fn patterns(file: File<'_>) -> Vec<Pattern<'_>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for place in places(file) {
        for (key, condition) in keys(place.conditions) {
            for (list, is_exclude) in [(&condition.include, false), (&condition.exclude, true)] {
                for text in list {
                    if !raw::is_template(text) && seen.insert(text.span) {
                        found.push(Pattern {
                            owner: place.owner,
                            key,
                            is_exclude,
                            condition,
                            text,
                        });
                    }
                }
            }
        }
    }
    found
}

/// A `when` or `trigger` as it is written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// `when` or `trigger`.
    pub(super) owner: &'static str,
    /// The mapping.
    pub(super) table: Table<'a>,
    /// The key `when` or `trigger` itself; nothing if the mapping came by `<<`.
    pub(super) key_span: Option<Span>,
    /// The pipeline.
    pub(super) pipeline: &'a Pipeline,
}

/// All of a file, each mapping once.
pub(super) fn written(file: File<'_>) -> Vec<Written<'_>> {
    let mut found = Vec::new();
    for (root, pipeline) in raw::pipelines(file) {
        let mut seen = HashSet::new();
        let mut holders = vec![("trigger", root)];
        holders.extend(raw::steps(root).into_iter().map(|step| ("when", step)));
        for (owner, holder) in holders {
            for holder in holder.with_merged() {
                let is_owner = |pair: &raw::Pair<'_>| pair.key == owner;
                for pair in holder.pairs().filter(is_owner) {
                    let Some(own) = holder.table(pair) else {
                        continue;
                    };
                    for table in own.with_merged() {
                        if seen.insert(table.id) {
                            let is_own = table.id == own.id;
                            found.push(Written {
                                owner,
                                table,
                                key_span: is_own.then_some(pair.key_span),
                                pipeline,
                            });
                        }
                    }
                }
            }
        }
    }
    found
}

impl Written<'_> {
    /// The lines to remove so that one pair is gone, and with the last pair the whole mapping.
    pub(super) fn removal(&self, file: File<'_>, pair: raw::Pair<'_>) -> Option<Span> {
        if self.table.shared || pair.shared {
            return None;
        }
        if self.table.len() == 1 {
            return raw::lines_of_pair(file.source, self.key_span?, self.table.span());
        }
        let value = self.table.tree.node(pair.value).span;
        let is_block = !self.table.is_flow();
        is_block.then(|| raw::lines_of_pair(file.source, pair.key_span, value))?
    }

    /// Whether a value holds nothing at all: null, `[]`, `{}`, or a mapping of such values.
    pub(super) fn is_void(&self, pair: raw::Pair<'_>) -> bool {
        let tree = self.table.tree;
        match &tree.node(pair.value).kind {
            NodeKind::Scalar { text, .. } => {
                let is_null = matches!(text.as_str(), "" | "~" | "null");
                is_null && tree.node(pair.value).span.len() as usize == text.len()
            }
            NodeKind::Sequence { items, .. } => items.is_empty(),
            NodeKind::Mapping { pairs, .. } => {
                let table = self.table.table(pair);
                let known = |key: &str| matches!(key, "include" | "exclude");
                pairs.is_empty()
                    || table.is_some_and(|table| {
                        table.pairs().count() == pairs.len()
                            && table.pairs().all(|inner| {
                                let node = tree.node(inner.value);
                                let is_empty = match &node.kind {
                                    NodeKind::Sequence { items, .. } => items.is_empty(),
                                    NodeKind::Scalar { .. } => node.span.is_empty(),
                                    _ => false,
                                };
                                known(inner.key) && is_empty
                            })
                    })
            }
            NodeKind::Alias { .. } => false,
        }
    }
}
