//! Decoding a tree into typed data with the semantics of the official runner's Go decoder.
//!
//! The heart of it: a value is absorbed **into** what is already there. A key that comes twice, or
//! once more through `<<`, therefore merges into an earlier mapping instead of replacing it, in the
//! order of the file. Type errors are collected, and what is wrong is left out.

mod absorb;
mod mend;
mod record;
mod untyped;

use std::borrow::Cow;
use std::collections::HashSet;

pub(crate) use absorb::Absorb;
pub(super) use record::is_merge;
pub(crate) use record::{Record, absorb_record, fill_mapping, record};
pub(crate) use untyped::value;

use super::node::{Node, NodeId, NodeKind, Tree};
use super::parse::MAX_DEPTH;
use super::resolve::{self, Resolved};
use crate::source::{Problem, Source, Span};

/// How much text and how many values aliases may repeat in one document, in bytes. The official
/// runner has no such limit, so that a file of a kilobyte can use all memory there is.
const MAX_ALIASED: usize = 2 << 20;

/// How many problems of a document are collected.
pub(super) const MAX_PROBLEMS: usize = 1000;

/// State of decoding one document.
pub(crate) struct Cx<'t> {
    tree: &'t Tree,
    source: &'t Source,
    problems: Vec<Problem>,
    /// The key whose value is being decoded, for messages.
    key: Cow<'t, str>,
    /// The key around that.
    outer_key: Cow<'t, str>,
    /// Aliases that are being followed, to find those that contain themselves.
    following: HashSet<NodeId>,
    depth: usize,
    aliased: usize,
    /// A limit was passed and reported: nothing more is decoded.
    stopped: bool,
    /// Spans of list items that are empty where the runner keeps a nil pointer.
    nil_items: HashSet<Span>,
}

impl<'t> Cx<'t> {
    pub(crate) fn new(source: &'t Source, tree: &'t Tree) -> Self {
        Self {
            tree,
            source,
            problems: Vec::new(),
            key: Cow::Borrowed(""),
            outer_key: Cow::Borrowed(""),
            following: HashSet::new(),
            depth: 0,
            aliased: 0,
            stopped: false,
            nil_items: HashSet::new(),
        }
    }

    /// The problems found, in no particular order.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    pub(crate) fn node(&self, id: NodeId) -> &'t Node {
        self.tree.node(id)
    }

    /// The span of a value; for an alias that of what it stands for.
    pub(crate) fn span(&self, id: NodeId) -> Span {
        self.tree.node(self.tree.resolve(id)).span
    }

    /// The part of a span that is on its first line: a mapping of many lines is no good to point at.
    pub(crate) fn first_line(&self, span: Span) -> Span {
        let text = self.source.slice(span);
        let line = text.lines().next().unwrap_or_default().trim_end();
        Span::new(span.start, span.start + crate::source::offset(line.len()))
    }

    /// A node, or what it is an alias of.
    fn target(&self, id: NodeId) -> &'t Node {
        self.tree.node(self.tree.resolve(id))
    }

    /// Whether a pointer stays nil for a value.
    pub(crate) fn is_nil(&self, id: NodeId) -> bool {
        resolve::is_nothing(self.target(id)) && self.is_null(id)
    }

    /// `"null"` or `"~"` in quotes: the runner first takes it for nothing, without asking a type
    /// that has its own rules, and then finds that it is text.
    pub(crate) fn quoted_nothing(&self, id: NodeId) -> bool {
        let node = self.target(id);
        let is_scalar = matches!(&node.kind, NodeKind::Scalar { .. });
        is_scalar && node.tag.is_none() && !node.is_implicit() && resolve::is_nothing(node)
    }

    /// Whether a value is null in any of its spellings.
    pub(crate) fn is_null(&self, id: NodeId) -> bool {
        resolve::is_null(self.target(id))
    }

    /// Whether a value is a scalar.
    pub(crate) fn is_scalar(&self, id: NodeId) -> bool {
        matches!(&self.target(id).kind, NodeKind::Scalar { .. })
    }

    /// Whether a value is a mapping.
    pub(crate) fn is_mapping(&self, id: NodeId) -> bool {
        matches!(&self.target(id).kind, NodeKind::Mapping { .. })
    }

    /// Whether a value is a mapping that holds one of some keys.
    pub(crate) fn has_key(&self, id: NodeId, keys: &[&str]) -> bool {
        let NodeKind::Mapping { pairs, .. } = &self.target(id).kind else {
            return false;
        };
        pairs.iter().any(|&(key, _)| match &self.target(key).kind {
            NodeKind::Scalar { text, .. } => keys.contains(&text.as_str()),
            _ => false,
        })
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Adds a problem. After very many nothing more is decoded.
    pub(crate) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
        self.stopped |= self.problems.len() >= MAX_PROBLEMS;
    }

    /// Whether a list item of this span was empty; see [`Absorb::pointer`].
    pub(crate) fn is_nil_item(&self, span: Span) -> bool {
        self.nil_items.contains(&span)
    }

    /// Runs `work` with the problems it finds kept apart, as for errors that the runner swallows.
    pub(crate) fn apart<R>(&mut self, work: impl FnOnce(&mut Self) -> R) -> (R, Vec<Problem>) {
        let before = std::mem::take(&mut self.problems);
        let result = work(self);
        let found = std::mem::replace(&mut self.problems, before);
        (result, found)
    }

    /// Runs `work` for the value of a key.
    pub(crate) fn under<R>(&mut self, key: Cow<'t, str>, work: impl FnOnce(&mut Self) -> R) -> R {
        let outer = std::mem::replace(&mut self.key, key);
        let outermost = std::mem::replace(&mut self.outer_key, outer);
        let result = work(self);
        self.key = std::mem::replace(&mut self.outer_key, outermost);
        result
    }

    /// Runs `work` on a node, or on what it is an alias of. This is the only way down the tree, so
    /// all limits are here. Returns `None` after a problem.
    pub(crate) fn follow<R>(
        &mut self,
        id: NodeId,
        work: impl FnOnce(&mut Self, NodeId) -> R,
    ) -> Option<R> {
        let target = self.tree.resolve(id);
        let is_alias = target != id;
        if self.stopped || is_alias && !self.enter_alias(id) {
            return None;
        }
        if !self.following.is_empty() {
            let text = match &self.node(target).kind {
                NodeKind::Scalar { text, .. } => text.len(),
                _ => 0,
            };
            self.aliased += 64 + text;
        }
        if self.aliased > MAX_ALIASED || self.depth >= MAX_DEPTH {
            let what = if self.depth >= MAX_DEPTH {
                format!("more than {MAX_DEPTH} levels of nesting")
            } else {
                "aliases repeat too much text".to_owned()
            };
            self.stopped = true;
            let problem = Problem::error("too-large", self.node(id).span, what);
            self.report(problem.help("a pipeline needs far less; write it in a simpler way"));
            return None;
        }
        self.depth += 1;
        let result = work(self, target);
        self.depth -= 1;
        if is_alias {
            self.following.remove(&id);
        }
        Some(result)
    }

    fn enter_alias(&mut self, id: NodeId) -> bool {
        let NodeKind::Alias { name, .. } = &self.node(id).kind else {
            return true;
        };
        if !self.following.insert(id) {
            let message = format!("`*{name}` stands inside of its own anchor");
            let official = format!("yaml: anchor '{name}' value contains itself");
            let problem = Problem::error("undefined-alias", self.node(id).span, message);
            self.report(problem.official(official));
            return false;
        }
        true
    }

    /// Resolves a scalar; reports one that has no value.
    pub(crate) fn scalar(&mut self, id: NodeId) -> Option<Resolved> {
        match resolve::scalar(self.node(id)) {
            Ok(resolved) => Some(resolved),
            Err(error) => {
                let message = "the value does not fit its tag";
                let problem = Problem::error("wrong-type", self.node(id).span, message);
                self.report(problem.official(format!("yaml: {}", error.0)));
                None
            }
        }
    }

    /// Line of a node as the runner counts: from 1 within the document.
    fn line(&self, node: &Node) -> u32 {
        self.source.line(node.start()) - self.source.line(self.tree.span.start) + 1
    }

    /// Reports that a node is not what is wanted. `wanted` is for people, `go_type` the runner's
    /// name of it.
    pub(crate) fn type_error(&mut self, id: NodeId, wanted: &str, go_type: &str) {
        let node = self.node(id);
        let (tag, shown, official) = match &node.kind {
            NodeKind::Sequence { .. } => {
                (Cow::Borrowed("!!seq"), "a list".to_owned(), String::new())
            }
            NodeKind::Mapping { .. } => (
                Cow::Borrowed("!!map"),
                "a mapping".to_owned(),
                String::new(),
            ),
            NodeKind::Scalar { text, .. } => {
                let Some(Resolved { tag, .. }) = self.scalar(id) else {
                    return;
                };
                (
                    tag.clone(),
                    describe(&tag, text),
                    format!(" `{}`", cut(text)),
                )
            }
            NodeKind::Alias { .. } => return,
        };
        let place = if self.key.is_empty() {
            String::new()
        } else {
            format!("`{}`: ", self.key)
        };
        let message = format!("{place}{wanted} is needed here, not {shown}");
        let official = format!(
            "line {}: cannot unmarshal {tag}{official} into {go_type}",
            self.line(node)
        );
        let code = mend::code(self, id, wanted);
        let mut problem = Problem::error(code, self.first_line(node.span), message);
        if let Some((title, edits)) = mend::edits(self, id, wanted, code) {
            problem.set_fix(true, title, edits);
        }
        if let Some(help) = self.advice(id, wanted) {
            problem = problem.help(help);
        }
        self.report(problem.official(official));
    }

    /// What to do about the usual type errors.
    fn advice(&self, id: NodeId, wanted: &str) -> Option<String> {
        use super::node::ScalarStyle::{DoubleQuoted, SingleQuoted};
        let from_secret = self.has_key(id, &["from_secret"]);
        Some(match (&self.node(id).kind, wanted) {
            (NodeKind::Scalar { text, .. }, list) if list.starts_with("a list") && !text.contains('\n') => {
                return Some(format!("write it as an item on a line of its own: `- {text}`"));
            }
            (NodeKind::Scalar { .. }, "a mapping") => "write `key: value` lines below the key",
            (NodeKind::Scalar { style: SingleQuoted | DoubleQuoted, .. }, _) => "take the quotes away",
            (NodeKind::Scalar { .. }, _) if matches!(&*self.key, "user" | "group") => {
                "write the numeric id, such as `1000`: names are not possible"
            }
            (NodeKind::Mapping { .. }, "text") if from_secret => {
                "secrets are possible in `environment` and `settings` of steps and services only"
            }
            (NodeKind::Mapping { flow: false, .. }, "text") => {
                "text that holds `: ` must stand in quotes as a whole, or after `|` on a line of its own"
            }
            (NodeKind::Mapping { .. }, "text") => "text that begins with `{` must stand in quotes",
            (NodeKind::Sequence { flow: true, .. }, "text") => {
                "text that begins with `[` must stand in quotes"
            }
            (NodeKind::Sequence { .. }, "a mapping") => "write `key: value` lines without `- `",
            _ => return None,
        }
        .to_owned())
    }
}

/// A scalar in the runner's type errors: at most ten bytes, else seven and dots.
fn cut(text: &str) -> String {
    if text.len() <= 10 {
        return text.to_owned();
    }
    format!("{}...", String::from_utf8_lossy(&text.as_bytes()[..7]))
}

fn describe(tag: &str, text: &str) -> String {
    let what = match tag {
        "!!int" | "!!float" => "the number",
        "!!bool" => "the boolean",
        "!!null" => return "nothing".to_owned(),
        "!!timestamp" => "the date",
        _ => "the text",
    };
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    let dots = if short.len() < text.trim_end().len() {
        "…"
    } else {
        ""
    };
    format!("{what} `{short}{dots}`")
}
