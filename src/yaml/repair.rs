//! Rewrites the few spellings that Drone's YAML 1.1 parser accepts and ours does not.
//!
//! Every rewrite keeps the length in bytes, so that all offsets stay true; [`Repairs::restore`]
//! puts the real text back into the tree. None of them occurs in text that our parser accepts with
//! the same meaning.

use std::borrow::Cow;

use granit_parser::{ErrorKind, ScanError};

use super::node::{Comment, Node, NodeId, NodeKind, ScalarStyle, Tree};
use super::text::Text;
use crate::source::Span;

/// Stands for `\'` in double quotes. Unassigned in Unicode and two bytes long.
const QUOTE: char = '\u{7ff}';

/// The text to parse, and what was rewritten in it.
pub(super) struct Repairs<'s> {
    pub(super) text: Cow<'s, str>,
    /// Offsets of characters of plain scalars that stand behind a letter now.
    plain: Vec<usize>,
    /// Comments that are blank now, start and end.
    comments: Vec<(usize, usize)>,
    quotes: bool,
}

impl<'s> Repairs<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let text = Cow::Borrowed(text);
        Self {
            text,
            plain: Vec::new(),
            comments: Vec::new(),
            quotes: false,
        }
    }

    /// Whether the text was rewritten so that another attempt may get further.
    pub(super) fn after_error(&mut self, error: &ScanError) -> bool {
        let Some(at) = error.marker().byte_offset() else {
            return false;
        };
        match error.kind() {
            ErrorKind::PlainScalarStartsWithDashFlowIndicator => self.hide(at, '-'),
            ErrorKind::CommentNotSeparated => self.blank_comment(at),
            ErrorKind::InvalidBlockScalarIndent => {
                ends_empty_block(&self.text, at) && self.blank_comment(at)
            }
            ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::FlowMappingValueAdjacentCollection => self.hide_last_colon(at),
            ErrorKind::UnknownQuotedScalarEscape => self.hide_quotes(at),
            _ => false,
        }
    }

    /// Looks for `[a:]` and `{a:, b}`, where the colon belongs to the text in YAML 1.1.
    pub(super) fn after_success(&mut self, tree: &Tree, text: Text<'_>) -> bool {
        let mut found = false;
        for node in &tree.nodes {
            let NodeKind::Mapping { pairs, flow: true } = &node.kind else {
                continue;
            };
            for (key, _) in pairs {
                let key = tree.node(*key);
                let plain = matches!(
                    &key.kind,
                    NodeKind::Scalar {
                        style: ScalarStyle::Plain,
                        ..
                    }
                );
                let end = (key.span.end - text.base) as usize;
                let colon = self.text.as_bytes().get(end..end + 2);
                if plain && matches!(colon, Some(&[b':', b',' | b'[' | b']' | b'{' | b'}'])) {
                    found |= self.hide(end, ':');
                }
            }
        }
        found
    }

    /// `{a: b:}`, `[a: b:]`: a colon right before a bracket or comma belongs to the plain text before it.
    fn hide_last_colon(&mut self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let colon = [Some(at), at.checked_sub(1)]
            .into_iter()
            .flatten()
            .find(|&at| bytes.get(at) == Some(&b':'));
        let is_text =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/');
        let Some(colon) = colon else { return false };
        let before = colon.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(colon + 1);
        before.is_some_and(is_text)
            && matches!(after, Some(b',' | b'[' | b']' | b'{' | b'}'))
            && self.hide(colon, ':')
    }

    /// Hides a character of a plain scalar behind a letter.
    fn hide(&mut self, at: usize, character: char) -> bool {
        if !self
            .text
            .get(at..)
            .is_some_and(|rest| rest.starts_with(character))
        {
            return false;
        }
        self.text.to_mut().replace_range(at..=at, "x");
        self.plain.push(at);
        true
    }

    /// `'a'#b`, `[a,#b`, `|#b`: YAML 1.1 wants no blank before the `#`.
    fn blank_comment(&mut self, at: usize) -> bool {
        let Some(rest) = self.text.get(at..).filter(|rest| rest.starts_with('#')) else {
            return false;
        };
        let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
        self.text
            .to_mut()
            .replace_range(at..at + len, &" ".repeat(len));
        self.comments.push((at, at + len));
        true
    }

    fn hide_quotes(&mut self, start: usize) -> bool {
        if self.text.contains(QUOTE) && !self.quotes {
            return false;
        }
        let mut quotes = Vec::new();
        let mut bytes = self.text.bytes().enumerate().skip(start + 1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => break,
                b'\\' if bytes.next().is_some_and(|(_, next)| next == b'\'') => quotes.push(at),
                _ => {}
            }
        }
        for &at in &quotes {
            self.text
                .to_mut()
                .replace_range(at..at + 2, QUOTE.encode_utf8(&mut [0; 2]));
        }
        self.quotes |= !quotes.is_empty();
        !quotes.is_empty()
    }

    /// Puts what was rewritten back into the tree.
    pub(super) fn restore(&self, tree: &mut Tree, text: Text<'_>) {
        if self.quotes {
            for node in &mut tree.nodes {
                if let NodeKind::Scalar {
                    text,
                    style: ScalarStyle::DoubleQuoted,
                } = &mut node.kind
                {
                    *text = text.replace(QUOTE, "'");
                }
            }
        }
        if !self.plain.is_empty() {
            self.restore_plain(tree, text);
        }
        question_marks(tree, text);
        let comments = self.comments.iter().map(|&(start, end)| {
            let before = text.body.get(..start).unwrap_or_default();
            let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
            Comment {
                span: text.span(start, end),
                trailing: !line.trim().is_empty(),
            }
        });
        tree.comments.extend(comments);
        tree.comments.sort_by_key(|comment| comment.span.start);
    }
}

impl Repairs<'_> {
    fn restore_plain(&self, tree: &mut Tree, text: Text<'_>) {
        let mut hidden = self.plain.clone();
        hidden.sort_unstable();
        for node in &mut tree.nodes {
            let NodeKind::Scalar {
                text: value,
                style: ScalarStyle::Plain,
            } = &mut node.kind
            else {
                continue;
            };
            let (start, end) = (node.span.start - text.base, node.span.end - text.base);
            let (start, end) = (start as usize, end as usize);
            let next = hidden.partition_point(|&at| at < start);
            if hidden.get(next).is_some_and(|&at| at < end) {
                *value = fold(text.body.get(start..end).unwrap_or_default());
            }
        }
    }
}

/// Whether a comment at this place ends a block scalar of nothing but blank lines, which are deeper than
/// the comment. What follows must not be text of that scalar, and with `+` the blank lines are text.
fn ends_empty_block(text: &str, at: usize) -> bool {
    let (Some(before), Some(rest)) = (text.get(..at), text.get(at..)) else {
        return false;
    };
    let header = before.lines().rev().find(|line| !line.trim().is_empty());
    let keeps = header.is_some_and(|header| header.contains("|+") || header.contains(">+"));
    let column = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let comment = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let next = rest
        .lines()
        .skip(1)
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    !keeps && next.is_none_or(|next| column(next) < comment)
}

/// `[?x]` is a list with the mapping `{x: null}`: a `?` needs no blank within brackets.
fn question_marks(tree: &mut Tree, text: Text<'_>) {
    for number in 0..tree.nodes.len() {
        match &tree.nodes[number].kind {
            NodeKind::Sequence { items, flow: true } => {
                for item in items.clone() {
                    if strip_question_mark(tree, item, text) {
                        wrap(tree, item);
                    }
                }
            }
            NodeKind::Mapping { pairs, flow: true } => {
                for (key, _) in pairs.clone() {
                    strip_question_mark(tree, key, text);
                }
            }
            _ => {}
        }
    }
}

fn strip_question_mark(tree: &mut Tree, id: NodeId, text: Text<'_>) -> bool {
    let node = &mut tree.nodes[id.0 as usize];
    let at = (node.span.start - text.base) as usize;
    match &mut node.kind {
        NodeKind::Scalar {
            text: value,
            style: ScalarStyle::Plain,
        } if value.len() > 1 && text.body[at..].starts_with('?') => {
            value.remove(0);
            node.span.start += 1;
            true
        }
        _ => false,
    }
}

/// Makes a mapping of a scalar, with the scalar as its only key and no value.
fn wrap(tree: &mut Tree, id: NodeId) {
    let key = tree.nodes[id.0 as usize].clone();
    let (span, end) = (key.span, Span::new(key.span.end, key.span.end));
    let kind = NodeKind::Scalar {
        text: String::new(),
        style: ScalarStyle::Plain,
    };
    let value = Node {
        kind,
        span: end,
        anchor: None,
        tag: None,
    };
    let next = NodeId(crate::source::offset(tree.nodes.len()));
    let pairs = vec![(next, NodeId(next.0 + 1))];
    tree.nodes.extend([key, value]);
    let kind = NodeKind::Mapping { pairs, flow: true };
    tree.nodes[id.0 as usize] = Node {
        kind,
        span,
        anchor: None,
        tag: None,
    };
}

/// A plain scalar's text from how it is written.
fn fold(raw: &str) -> String {
    let mut folded = String::new();
    let mut blank_lines = 0;
    for (number, line) in raw.lines().map(str::trim).enumerate() {
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        match blank_lines {
            _ if number == 0 => {}
            0 => folded.push(' '),
            _ => folded.extend(std::iter::repeat_n('\n', blank_lines)),
        }
        blank_lines = 0;
        folded.push_str(line);
    }
    folded
}
