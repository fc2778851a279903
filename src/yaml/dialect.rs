//! Refuses what our parser accepts and the official runner's does not.
//!
//! The runner uses a YAML 1.1 parser. This is a closed list of the constructs in which the two
//! differ, so that a file that is accepted here is accepted there. The words in `official` are
//! those of the runner.

use super::decode::MAX_PROBLEMS;
use super::node::{Node, NodeId, NodeKind, ScalarStyle, Tree};
use super::tabs;
use super::text::Text;
use crate::source::{Problem, Span};

/// Checks a parsed document. `original` is the text of the file, `parsed` what the parser saw; both
/// have the same length. `out` holds what the parser has refused already.
pub(super) fn check(original: Text<'_>, parsed: Text<'_>, tree: &Tree, out: &mut Vec<Problem>) {
    let checks = Checks {
        original,
        parsed,
        tree,
    };
    for node in &tree.nodes {
        if out.len() > MAX_PROBLEMS {
            break;
        }
        checks.properties(node, out);
        match &node.kind {
            NodeKind::Scalar {
                style: ScalarStyle::DoubleQuoted,
                ..
            } => {
                checks.escapes(node, out);
            }
            NodeKind::Alias { name, .. } => checks.name(name, node.span, out),
            NodeKind::Mapping { pairs, flow } => {
                for &(key, value) in pairs {
                    checks.key(tree.node(key), tree.node(value), *flow, out);
                    if *flow {
                        checks.flow_scalar(key, out);
                        checks.flow_scalar(value, out);
                    }
                }
            }
            NodeKind::Sequence { items, flow: true } => {
                for &item in items {
                    checks.flow_scalar(item, out);
                }
            }
            _ => {}
        }
    }
    if out.is_empty() {
        out.extend(tabs::check(parsed, tree));
    }
}

/// Refuses directives: Drone drops the `---` line that would have to follow them.
pub(super) fn directive(text: Text<'_>) -> Option<Problem> {
    let mut at = 0;
    for line in text.body.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim_end();
        if content.starts_with('%') {
            let words = match content.split_whitespace().collect::<Vec<_>>()[..] {
                ["%YAML", "1.1", ..] | ["%TAG", ..] => {
                    "line 1: did not find expected <document start>"
                }
                ["%YAML", ..] => "found incompatible YAML document",
                _ => "found unknown directive name",
            };
            let start = at + line.find('%').unwrap_or_default();
            let span = text.span(start, start + content.len());
            let message = "a line that begins with `%` is not possible in a Drone file";
            let problem = Problem::error("yaml-syntax", span, message)
                .help("delete the line; for text that begins with `%` use quotes")
                .official(format!("yaml: {words}"));
            return Some(problem);
        }
        if !content.trim_start().is_empty() && !content.trim_start().starts_with('#') {
            return None;
        }
        at += line.len();
    }
    None
}

struct Checks<'t> {
    original: Text<'t>,
    parsed: Text<'t>,
    tree: &'t Tree,
}

impl Checks<'_> {
    fn problem(&self, span: Span, message: &str, help: &str, official: &str) -> Problem {
        let at = (span.start - self.original.base) as usize;
        Problem::error("yaml-syntax", span, message)
            .help(help)
            .official(self.original.official(at, official))
    }

    fn slice(&self, span: Span) -> &str {
        let base = self.original.base as usize;
        let range = span.start as usize - base..span.end as usize - base;
        self.original.body.get(range).unwrap_or_default()
    }

    /// Text from an offset of the file to the end of the document.
    fn rest(&self, from: u32) -> &str {
        self.original
            .body
            .get((from - self.original.base) as usize..)
            .unwrap_or_default()
    }

    /// Anchors have names of letters, digits, `_` and `-`; a blank must follow a tag.
    fn properties(&self, node: &Node, out: &mut Vec<Problem>) {
        if let Some(anchor) = &node.anchor {
            self.name(&anchor.value, anchor.span, out);
        }
        let Some(tag) = &node.tag else { return };
        let next = self.rest(tag.span.end).chars().next();
        if next.is_some_and(|next| !next.is_whitespace()) || self.slice(tag.span).contains('#') {
            let official = if matches!(next, Some(',' | ']')) {
                "did not find expected ',' or ']'"
            } else {
                "did not find expected whitespace or line break"
            };
            out.push(self.problem(
                tag.span,
                "a blank must follow a tag",
                "text that begins with `!` must stand in quotes",
                official,
            ));
        }
    }

    /// The name of an anchor or alias, and what follows it.
    fn name(&self, name: &str, span: Span, out: &mut Vec<Problem>) {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let bad = name.bytes().position(|byte| !is_name(byte));
        let next = self.rest(span.end).chars().next();
        if bad.is_none() && next.is_none_or(|next| next.is_whitespace() || ",]}".contains(next)) {
            return;
        }
        let colon = bad.is_some_and(|bad| bad > 0 && &name[bad..] == ":");
        out.push(if colon {
            self.problem(
                span,
                "a blank must stand between an anchor or alias and `:`",
                "write a blank before the `:`, or put the text in quotes",
                "mapping values are not allowed in this context",
            )
        } else {
            self.problem(
                span,
                "names of anchors and aliases have only letters, digits, `_` and `-`",
                "use another name, or put the text in quotes",
                "did not find expected alphabetic or numeric character",
            )
        });
    }

    /// `\/`, and surrogate halves, are not known to YAML 1.1.
    fn escapes(&self, node: &Node, out: &mut Vec<Problem>) {
        let raw = self.slice(node.span);
        let mut characters = raw.char_indices();
        while let Some((at, character)) = characters.next() {
            if character != '\\' {
                continue;
            }
            let Some((_, escaped)) = characters.next() else {
                return;
            };
            let start = node.span.start + crate::source::offset(at);
            let surrogate = || {
                let digits = raw.get(at + 2..at + 6).unwrap_or_default();
                u32::from_str_radix(digits, 16).is_ok_and(|code| (0xd800..0xe000).contains(&code))
            };
            if escaped == '/' {
                out.push(self.problem(
                    Span::new(start, start + 2),
                    "`\\/` is not an escape that Drone knows",
                    "write `/`",
                    "found unknown escape character",
                ));
            } else if escaped == 'u' && surrogate() {
                out.push(self.problem(
                    Span::new(start, start + 6),
                    "half of a surrogate pair is not a character",
                    "write the character itself, or `\\U` with eight digits",
                    "found invalid Unicode character escape code",
                ));
            }
        }
    }

    /// A key must be there, and in flow collections its `:` must stand on the line it begins on.
    fn key(&self, key: &Node, value: &Node, flow: bool, out: &mut Vec<Problem>) {
        if out.len() > MAX_PROBLEMS {
            return;
        }
        let base = self.parsed.base;
        let (start, end) = (key.start() - base, key.span.end - base);
        let empty = key.span.is_empty() && key.anchor.is_none() && key.tag.is_none();
        if !(empty || flow) || self.is_explicit(start as usize) {
            return; // `? key` is free to do both
        }
        if empty
            && matches!(
                &key.kind,
                NodeKind::Scalar {
                    style: ScalarStyle::Plain,
                    ..
                }
            )
        {
            // The parser puts a key that is not written right before its colon.
            let span = self.parsed.char_span(start as usize);
            let official = if flow {
                "did not find expected node content"
            } else {
                "did not find expected key"
            };
            out.push(self.problem(
                span,
                "no key before this `:`",
                "write the key, or put the text in quotes",
                official,
            ));
            return;
        }
        if flow {
            let rest = &self.parsed.body[end as usize..];
            let blanks = rest.len() - rest.trim_start().len();
            let written = (value.start() - base).saturating_sub(end) as usize;
            let between = rest.get(..written.max(blanks + 1)).unwrap_or(rest);
            let Some(colon) = between.find(':').map(|at| end as usize + at) else {
                return;
            };
            if self.parsed.body[start as usize..colon].contains(['\n', '\r']) {
                out.push(self.problem(
                    self.original.char_span(colon),
                    "this `:` must stand on the line on which its key begins",
                    "write key and `:` on one line",
                    "did not find expected ',' or '}'",
                ));
            }
        }
    }

    /// Whether a `?` stands before a key, perhaps with comments between.
    fn is_explicit(&self, key: usize) -> bool {
        let mut before = &self.parsed.body[..key];
        loop {
            let text = before.trim_end();
            if text.ends_with('?') {
                return true;
            }
            if !before[text.len()..].contains('\n') {
                return false; // only a comment on an earlier line can stand between
            }
            let line = &text[text.rfind('\n').map_or(0, |newline| newline + 1)..];
            let is_indicator = |c: char| c.is_whitespace() || c == '?' || c == '-';
            match line.find('#') {
                Some(at) if line[..at].chars().all(is_indicator) => {
                    before = &text[..text.len() - line.len() + at];
                }
                _ => return false,
            }
        }
    }

    /// Within brackets a `?` ends plain text and begins a key, and so does a leading `:`. A leading
    /// `?` was taken off before.
    fn flow_scalar(&self, id: NodeId, out: &mut Vec<Problem>) {
        let node = self.tree.node(id);
        let is_plain = matches!(
            &node.kind,
            NodeKind::Scalar {
                style: ScalarStyle::Plain,
                ..
            }
        );
        if !is_plain || out.len() > MAX_PROBLEMS {
            return;
        }
        let raw = self.slice(node.span);
        let quote = "put the value in quotes";
        if let Some(at) = raw.find('?') {
            let start = node.span.start + crate::source::offset(at);
            out.push(self.problem(
                Span::new(start, start + 1),
                "`?` is not possible in plain text within brackets",
                quote,
                "did not find expected ',' or ']'",
            ));
        } else if raw.starts_with(':') {
            out.push(self.problem(
                node.span,
                "plain text within brackets cannot begin with `:`",
                quote,
                "did not find expected node content",
            ));
        }
    }
}
