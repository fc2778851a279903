//! Finds the tabs that the official runner's parser refuses and ours lets pass.
//!
//! YAML 1.1 as the runner reads it takes a tab for a blank only where no key or list item could
//! begin. To know where that is, this walks over everything between the values of a document.

use super::node::{NodeKind, ScalarStyle, Tree};
use super::syntax::{TAB, TAB_IN_BLOCK, TAB_IN_TEXT};
use super::text::{Text, without_tabs};
use crate::source::Problem;

/// The first tab that the runner refuses.
pub(super) fn check(text: Text<'_>, tree: &Tree) -> Option<Problem> {
    if !text.body.contains('\t') {
        return None;
    }
    let mut walk = Walk {
        text,
        at: 0,
        line_start: 0,
        flow: 0,
        key_allowed: true,
        last_line: None,
    };
    for token in tokens(text, tree) {
        let refused = walk.between(token.start).or_else(|| walk.over(&token));
        if let Some((at, words)) = refused {
            return Some(problem(text, at, words));
        }
    }
    walk.between(text.body.len())
        .map(|(at, words)| problem(text, at, words))
}

fn problem(text: Text<'_>, at: usize, words: &str) -> Problem {
    let place = text.char_span(at);
    let mut problem = Problem::error("tab-indentation", place, "a tab in the indentation")
        .help("indent with spaces")
        .official(text.official(at, words));
    if let Some(edit) = without_tabs(text, at) {
        problem.set_fix(false, "indent with spaces", [edit]);
    }
    problem
}

/// Something that is not blank, a line break or an indicator.
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
}

enum Kind {
    Comment,
    /// Anchor, tag, alias or quoted text.
    Other,
    /// Plain text, and the column of the block collection it is in.
    Plain(Option<usize>),
    Block,
}

fn tokens(text: Text<'_>, tree: &Tree) -> Vec<Token> {
    let at = |offset: u32| (offset - text.base) as usize;
    let mut tokens = Vec::new();
    let columns = block_columns(text, tree);
    for (node, column) in tree.nodes.iter().zip(columns) {
        let properties = node.anchor.iter().chain(&node.tag);
        tokens.extend(properties.map(|property| (property.span, Kind::Other)));
        match &node.kind {
            NodeKind::Alias { .. } => tokens.push((node.span, Kind::Other)),
            NodeKind::Scalar { style, .. } if !node.span.is_empty() => {
                let kind = match style {
                    ScalarStyle::Plain => Kind::Plain(column),
                    ScalarStyle::Literal | ScalarStyle::Folded => Kind::Block,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Kind::Other,
                };
                tokens.push((node.span, kind));
            }
            _ => {}
        }
    }
    tokens.extend(
        tree.comments
            .iter()
            .map(|comment| (comment.span, Kind::Comment)),
    );
    tokens.sort_by_key(|(span, _)| span.start);
    let token = |(span, kind): (crate::source::Span, Kind)| Token {
        start: at(span.start),
        end: at(span.end),
        kind,
    };
    tokens.into_iter().map(token).collect()
}

/// For each node the column of the innermost block collection around it.
fn block_columns(text: Text<'_>, tree: &Tree) -> Vec<Option<usize>> {
    let mut columns = vec![None; tree.nodes.len()];
    // Parents come before their children in the list of nodes.
    for (number, node) in tree.nodes.iter().enumerate() {
        let around = columns[number];
        let own = || Some(text.column((node.span.start - text.base) as usize));
        let mut set = |children: &mut dyn Iterator<Item = super::node::NodeId>, flow: bool| {
            let column = if flow { around } else { own() };
            children.for_each(|child| columns[child.0 as usize] = column);
        };
        match &node.kind {
            NodeKind::Sequence { items, flow } => set(&mut items.iter().copied(), *flow),
            NodeKind::Mapping { pairs, flow } => {
                set(
                    &mut pairs.iter().flat_map(|&(key, value)| [key, value]),
                    *flow,
                );
            }
            _ => {}
        }
    }
    columns
}

/// Where the walk is.
struct Walk<'t> {
    text: Text<'t>,
    at: usize,
    line_start: usize,
    /// How many brackets are open.
    flow: usize,
    /// Whether a key or item could begin here.
    key_allowed: bool,
    /// Start of the line on which the last value or property ended.
    last_line: Option<usize>,
}

type Refused = (usize, &'static str);

impl Walk<'_> {
    /// Walks over blanks, line breaks and indicators up to `end`.
    fn between(&mut self, end: usize) -> Option<Refused> {
        let bytes = self.text.body.as_bytes();
        while let Some(byte) = bytes.get(self.at).filter(|_| self.at < end) {
            match *byte {
                b'\t' if self.flow == 0 && self.key_allowed => return Some((self.at, TAB)),
                b'\n' | b'\r' if self.flow == 0 => self.key_allowed = true,
                b'-' | b'?' => self.key_allowed = true,
                b':' => {
                    let simple = self.last_line.take() == Some(self.line_start);
                    self.key_allowed = !simple && self.flow == 0;
                }
                b'[' | b'{' => self.flow += 1,
                b']' | b'}' => {
                    self.flow = self.flow.saturating_sub(1);
                    self.key_allowed = false;
                    self.last_line = Some(self.line_start);
                }
                _ => {}
            }
            self.advance(self.at + 1);
        }
        None
    }

    fn over(&mut self, token: &Token) -> Option<Refused> {
        self.advance(token.end);
        match token.kind {
            Kind::Comment => {}
            Kind::Block => {
                self.key_allowed = true;
                return self.block(token);
            }
            Kind::Other => self.value_ended(),
            Kind::Plain(column) => {
                self.value_ended();
                return self.plain(token, column);
            }
        }
        None
    }

    fn advance(&mut self, to: usize) {
        // Bytes, not text: the walk may stand inside a character that nothing here knows.
        let Some(over) = self.text.body.as_bytes().get(self.at..to) else {
            return;
        };
        if let Some(newline) = over.iter().rposition(|byte| *byte == b'\n') {
            self.line_start = self.at + newline + 1;
        }
        self.at = to;
    }

    fn value_ended(&mut self) {
        self.key_allowed = false;
        self.last_line = Some(self.line_start);
    }

    /// Plain text could go on over the blanks that follow it, so tabs in them count as its
    /// indentation: they are refused left of the column where its next line could begin.
    fn plain(&mut self, token: &Token, column: Option<usize>) -> Option<Refused> {
        let indent = column.map_or(0, |column| column + 1);
        let bytes = self.text.body.as_bytes();
        let mut line_start = None;
        let mut at = token.start;
        while at < bytes.len() {
            match bytes[at] {
                b'\n' | b'\r' => line_start = Some(at + 1),
                b'\t' => {
                    if line_start.is_some_and(|start| at - start < indent) {
                        return Some((at, TAB_IN_TEXT));
                    }
                }
                b' ' => {}
                _ if at >= token.end => break,
                _ => line_start = None,
            }
            at += 1;
        }
        if line_start.is_some() && self.flow == 0 {
            self.key_allowed = true;
        }
        self.advance(at);
        None
    }

    /// Tabs within the indentation of a block scalar, which its first line of text sets.
    fn block(&mut self, token: &Token) -> Option<Refused> {
        let rest = &self.text.body[token.start..];
        let header = rest.split('\n').next().unwrap_or_default();
        let mut indent = header
            .bytes()
            .skip(1)
            .take(2)
            .any(|byte| byte.is_ascii_digit())
            .then_some(0);
        let mut at = token.start + header.len() + 1;
        for line in rest.split_inclusive('\n').skip(1) {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            let text = line
                .trim_end_matches(['\r', '\n'])
                .get(spaces..)
                .unwrap_or_default();
            if at >= token.end && !text.trim().is_empty() {
                break;
            }
            if text.starts_with('\t') && indent.is_none_or(|indent| spaces < indent) {
                return Some((at + spaces, TAB_IN_BLOCK));
            }
            if !text.is_empty() {
                indent.get_or_insert(spaces);
            }
            at += line.len();
        }
        self.advance(at.min(self.text.body.len()));
        None
    }
}
