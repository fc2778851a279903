//! Comments that silence rules.
//!
//! `# drone-k8s: ignore[DK104, unknown-key]` behind a line silences them in that line; on a line of its
//! own in the node under it; `ignore-file[…]` in the whole file. Without brackets all rules are meant.

use super::rule::{Check, Fixable, Rule};
use crate::source::{Problem, Severity, Source, Span, offset, sort};
use crate::yaml::{NodeId, NodeKind, Tree};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK910",
    name: "unused-ignore",
    severity: Severity::Info,
    refused: false,
    summary: "A comment silences a rule that finds nothing there.",
    why: "It would hide the next finding, which may be a true one.",
    official: "Does not know such comments.",
    fix: Fixable::No,
    bad: "steps:\n- name: build\n  image: golang:1.22 # drone-k8s: ignore[«missing-image»]\n  commands: [go build]\n",
    good: "steps:\n- name: build\n  image: golang:1.22\n  commands: [go build]\n",
    check: Check::Reader,
}];

const MARK: &str = "drone-k8s:";

/// One silenced rule, or all of them.
struct Ignore<'a> {
    /// Where it has effect.
    scope: Span,
    rule: Option<&'a str>,
    /// Where it stands.
    span: Span,
    used: bool,
}

/// Takes out what is silenced and adds what is silenced for nothing.
pub(super) fn apply(source: &Source, trees: &[Tree], problems: &mut Vec<Problem>) {
    let mut ignores: Vec<Ignore<'_>> = Vec::new();
    for tree in trees {
        for comment in tree.comments() {
            read(source, tree, comment.span, comment.trailing, &mut ignores);
        }
    }
    if ignores.is_empty() {
        return;
    }
    problems.retain(|problem| {
        let mut silent = false;
        for ignore in &mut ignores {
            let own = ignore.rule.is_none_or(|rule| {
                rule == problem.code
                    || super::find(rule).is_some_and(|rule| rule.name == problem.code)
            });
            let start = problem.span.start;
            if own && ignore.scope.start <= start && start <= ignore.scope.end {
                ignore.used = true;
                silent = true;
            }
        }
        !silent
    });
    for ignore in ignores.iter().filter(|ignore| !ignore.used) {
        let what = ignore
            .rule
            .map_or_else(|| "nothing".to_owned(), |rule| format!("no `{rule}`"));
        let mut problem = Problem::warning(
            "unused-ignore",
            ignore.span,
            format!("{what} is found here"),
        );
        problem.severity = Severity::Info;
        problem.help = Some("remove it from the comment".to_owned());
        problems.push(problem);
    }
    sort(problems);
}

fn read<'a>(
    source: &'a Source,
    tree: &Tree,
    span: Span,
    trailing: bool,
    ignores: &mut Vec<Ignore<'a>>,
) {
    let text = source.slice(span);
    let Some(at) = text.find(MARK) else { return };
    if !text[..at].trim_matches(['#', ' ', '\t']).is_empty() {
        return;
    }
    let rest = &text[at + MARK.len()..];
    let order = rest.trim_start();
    let (scope, names) = if let Some(names) = order.strip_prefix("ignore-file") {
        (Span::new(0, offset(source.text().len())), names)
    } else if let Some(names) = order.strip_prefix("ignore") {
        let line = source.line(span.start);
        let scope = if trailing {
            source.line_span(line)
        } else {
            below(source, tree, line)
        };
        (scope, names)
    } else {
        return;
    };
    let Some(list) = names
        .trim_start()
        .strip_prefix('[')
        .and_then(|list| list.split(']').next())
    else {
        let start = span.start + offset(at);
        let end = span.start + offset(text.trim_end().len());
        ignores.push(Ignore {
            scope,
            rule: None,
            span: Span::new(start, end),
            used: false,
        });
        return;
    };
    for name in list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        // Both are parts of the same text.
        let start = span.start + offset(name.as_ptr().addr() - text.as_ptr().addr());
        let span = Span::new(start, start + offset(name.len()));
        ignores.push(Ignore {
            scope,
            rule: Some(name),
            span,
            used: false,
        });
    }
}

/// The node that begins on the first line with content after `line`, or that line.
fn below(source: &Source, tree: &Tree, line: u32) -> Span {
    let last = source.line(tree.span.end);
    let content = (line + 1..=last).find(|&next| {
        let text = source.slice(source.line_span(next)).trim();
        !text.is_empty() && !text.starts_with('#')
    });
    let Some(line) = content else {
        return Span::default();
    };
    let mut scope = source.line_span(line);
    let mut reach = |start: u32, end: NodeId| {
        if source.line(start) == line {
            scope.end = scope.end.max(tree.node(end).span.end);
        }
    };
    for node in tree.nodes() {
        match &node.kind {
            NodeKind::Mapping { pairs, .. } => {
                for &(key, value) in pairs {
                    reach(tree.node(key).start(), value);
                }
            }
            NodeKind::Sequence { items, .. } => {
                for &item in items {
                    reach(tree.node(item).start(), item);
                }
            }
            _ => {}
        }
    }
    scope
}
