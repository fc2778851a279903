//! What does no harm, but nobody needs.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::source::{Severity, Span, offset};
use crate::yaml::{NodeKind, Tree};

/// The byte order mark.
const MARK: char = '\u{feff}';

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK011",
        name: "bom-or-crlf",
        severity: Severity::Info,
        refused: false,
        summary: "The file begins with a byte order mark, or mixes two kinds of line breaks.",
        why: "Scripts get the line breaks of the file: a shell may see a `\\r` at the end of a word.",
        official: "Reads the file.",
        fix: Fixable::Safe,
        bad: "«\u{feff}»type: kubernetes
kind: pipeline
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        good: "type: kubernetes
kind: pipeline
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::File(line_breaks),
    },
    Rule {
        id: "DK012",
        name: "unused-anchor",
        severity: Severity::Info,
        refused: false,
        summary: "Nothing refers to an anchor.",
        why: "It is left over, or an alias has another name by mistake.",
        official: "Ignores it.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: «&go» golang:1.22
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::File(unused_anchors),
    },
    Rule {
        id: "DK014",
        name: "empty-document",
        severity: Severity::Info,
        refused: false,
        summary: "Nothing stands between a `---` line and the next, or the end of the file.",
        why: "Old servers refuse such a file.",
        official: "Ignores it.",
        fix: Fixable::Safe,
        bad: "kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
«---»
",
        good: "---
kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::File(empty_documents),
    },
];

/// The mark, and the first line with another end than most.
fn line_breaks(cx: &mut Context<'_>) {
    let text = cx.file.source.text();
    if text.starts_with(MARK) {
        let span = Span::new(0, offset(MARK.len_utf8()));
        let problem = cx.report(span, "the file begins with a byte order mark");
        problem.help = Some("save the file without it".to_owned());
        problem.set_fix(true, "remove it", [(span, String::new())]);
    }
    if !text.contains('\r') {
        return;
    }
    let mut windows = Vec::new();
    let mut plain = Vec::new();
    for (at, _) in text.match_indices('\n') {
        let before = at.saturating_sub(1);
        if text.get(before..at) == Some("\r") {
            windows.push(Span::new(offset(before), offset(at + 1)));
        } else {
            plain.push(Span::new(offset(at), offset(at + 1)));
        }
    }
    let (others, usual) = if windows.len() > plain.len() {
        (plain, "\r\n")
    } else {
        (windows, "\n")
    };
    let Some(&first) = others.first() else { return };
    let problem = cx.report(first, "lines end in two different ways");
    problem.help = Some(format!("{} lines end unlike the others", others.len()));
    let edits = others.into_iter().map(|span| (span, usual.to_owned()));
    problem.set_fix(true, "end all lines alike", edits);
}

/// Anchors that no alias names.
fn unused_anchors(cx: &mut Context<'_>) {
    for tree in cx.file.trees {
        let names: HashSet<&str> = tree
            .ids()
            .filter_map(|id| match &tree.node(id).kind {
                NodeKind::Alias { name, .. } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        for id in tree.ids() {
            let node = tree.node(id);
            let Some(anchor) = &node.anchor else { continue };
            if names.contains(anchor.as_str()) {
                continue;
            }
            let edit = with_blank(cx, anchor.span);
            let message = format!("nothing refers to `&{}`", anchor.value);
            let problem = cx.report(anchor.span, message);
            problem.help = Some("remove it".to_owned());
            problem.set_fix(true, "remove it", [(edit, String::new())]);
        }
    }
}

/// A word and a blank next to it: behind it, or before it at the end of a line.
fn with_blank(cx: &Context<'_>, span: Span) -> Span {
    let line = cx.file.source.line_span(cx.file.source.line(span.start));
    let after = cx.text(Span::new(span.end, line.end));
    let rest = after.trim_start_matches(' ');
    if !rest.is_empty() {
        return Span::new(span.start, span.end + offset(after.len() - rest.len()));
    }
    let before = cx.text(Span::new(line.start, span.start));
    let blanks = before.len() - before.trim_end_matches(' ').len();
    Span::new(span.start - offset(blanks), line.end)
}

/// Documents without anything, not even a comment.
fn empty_documents(cx: &mut Context<'_>) {
    let trees = cx.file.trees;
    for tree in trees.iter().filter(|tree| is_empty(tree)) {
        let source = cx.file.source;
        let line = source.line_span(source.line(tree.span.start - 1));
        if cx.text(line).trim_end() != "---" {
            continue;
        }
        let span = Span::new(line.start, line.start + 3);
        let problem = cx.report(span, "an empty document");
        problem.help = Some("remove the `---` line".to_owned());
        let whole = Span::new(line.start, tree.span.end);
        problem.set_fix(true, "remove the line", [(whole, String::new())]);
    }
}

/// Whether nothing is in a document that a `---` line begins.
fn is_empty(tree: &Tree) -> bool {
    tree.root().is_none() && tree.comments().is_empty() && tree.span.start > 0
}
