//! What a rule is, and what its check works on.

use std::sync::Arc;

use super::shellcheck::Answer;
use crate::manifest::{Body, Document, Manifest, Pipeline, Step};
use crate::source::{Problem, Severity, Source, Span};
use crate::subst::Expression;
use crate::yaml::Tree;

/// A rule. Its texts are the source of `lint --explain` and `docs/rules.md`.
#[derive(Debug)]
pub struct Rule {
    /// Stable number, such as `DK116`.
    pub id: &'static str,
    /// Stable name, such as `missing-image`; the code of the problems it finds.
    pub name: &'static str,
    /// How bad its findings are.
    pub severity: Severity,
    /// Whether the official runner refuses such a file, so that `exec` does so too.
    pub refused: bool,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    /// Why it matters, in a few sentences.
    pub why: &'static str,
    /// What the official runner does with it.
    pub official: &'static str,
    /// Whether it can be mended by machine.
    pub fix: Fixable,
    /// An example of what is wrong. What the finding points at stands between `«` and `»`. Without a
    /// `kind:` it is completed by [`super::example::file`].
    pub bad: &'static str,
    /// The same in good order: nothing is found in it.
    pub good: &'static str,
    /// What looks for it.
    pub check: Check,
}

/// Whether a finding can be mended by machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixable {
    /// It takes a person.
    No,
    /// By `--fix`; at least for some findings.
    Safe,
    /// By `--unsafe-fixes`: the author must look at the result.
    Unsafe,
}

/// What looks for the findings of a rule.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The reader of the file reports them, with the rule's name as code.
    Reader,
    /// Once for the file.
    File(fn(&mut Context<'_>)),
    /// For each document that is no Kubernetes pipeline.
    Document(fn(&mut Context<'_>, &Document)),
    /// For each Kubernetes pipeline.
    Pipeline(fn(&mut Context<'_>, &Pipeline)),
    /// For each step and service of each Kubernetes pipeline.
    Step(fn(&mut Context<'_>, &Pipeline, &Step)),
}

/// Runs shellcheck on a script for `/bin/sh` and gives its answer; none if it
/// cannot be run.
pub type Shellcheck<'a> = &'a (dyn Fn(&str) -> Option<Arc<Answer>> + Sync);

/// A file that was read.
#[derive(Clone, Copy)]
pub struct File<'a> {
    /// Its text.
    pub source: &'a Source,
    /// Its documents as trees; those with a syntax error are not there.
    pub trees: &'a [Tree],
    /// Its documents with types.
    pub manifest: &'a Manifest,
    /// The `${…}` of the raw text in its order; none in a text in which they were replaced.
    pub expressions: &'a [Expression<'a>],
    /// Runs shellcheck; none if that was not asked for.
    pub shellcheck: Option<Shellcheck<'a>>,
}

/// What a check works on.
pub struct Context<'a> {
    /// The file.
    pub file: File<'a>,
    /// Whether the repository is trusted, which allows what gives power over the node.
    pub trusted: bool,
    rule: &'static Rule,
    found: &'a mut Vec<Problem>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        file: File<'a>,
        trusted: bool,
        rule: &'static Rule,
        found: &'a mut Vec<Problem>,
    ) -> Self {
        Self {
            file,
            trusted,
            rule,
            found,
        }
    }

    /// Runs the check of the rule.
    pub(super) fn run(&mut self) {
        match self.rule.check {
            Check::Reader => {}
            Check::File(check) => check(self),
            Check::Document(check) => {
                for document in &self.file.manifest.documents {
                    if !matches!(document.body, Body::Pipeline(_)) {
                        check(self, document);
                    }
                }
            }
            Check::Pipeline(check) => {
                for pipeline in self.file.manifest.pipelines() {
                    check(self, pipeline);
                }
            }
            Check::Step(check) => {
                for pipeline in self.file.manifest.pipelines() {
                    for step in pipeline.services.iter().chain(&pipeline.steps) {
                        check(self, pipeline, step);
                    }
                }
            }
        }
    }

    /// Adds a finding of the rule and returns it for help texts, labels and a fix.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Problem {
        let mut problem = Problem::error(self.rule.name, span, message);
        problem.severity = self.rule.severity;
        self.found.push(problem);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// The text of a place as it stands in the file, quotes included.
    pub fn text(&self, span: Span) -> &'a str {
        self.file.source.slice(span)
    }
}
