//! Turns the events of the parser into a [`Tree`].

use std::collections::HashMap;

use granit_parser::{Event, Parser, Placement, ScanError, Span as RawSpan, StructureStyle, Tag};

use super::dialect;
use super::node::{Comment, Node, NodeId, NodeKind, ScalarStyle, Tree};
use super::parse::options;
use super::text::{Text, quote_value};
use crate::source::{Problem, Span, Spanned, offset};

/// Most values that are read of one document. A real file of 1.2 MB has 78,000.
const MAX_NODES: usize = 1_000_000;

/// Text per value in real files.
const BYTES_PER_NODE: usize = 16;

/// Turns events into nodes.
pub(super) struct Builder<'s> {
    text: Text<'s>,
    pub(super) tree: Tree,
    pub(super) problems: Vec<Problem>,
    open: Vec<Open>,
    /// Nodes by the parser's anchor numbers.
    anchored: HashMap<usize, NodeId>,
    /// Where the last node, key or tag ended: block scalar headers are looked for after it.
    last_end: usize,
    /// Where the parser saw the end of the document.
    end: Option<usize>,
}

/// A sequence or mapping whose end has not come yet.
struct Open {
    id: NodeId,
    key: Option<NodeId>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: Text<'s>, span: Span) -> Self {
        let tree = Tree {
            span,
            nodes: Vec::with_capacity(text.body.len() / BYTES_PER_NODE),
            ..Tree::default()
        };
        let (problems, open, anchored) = (Vec::new(), Vec::new(), HashMap::new());
        Self {
            text,
            tree,
            problems,
            open,
            anchored,
            last_end: 0,
            end: None,
        }
    }

    /// Reads the first YAML document of the text. Like the official runner it does not care about
    /// what comes after the document's end.
    pub(super) fn run(&mut self, text: &str) -> Result<(), ScanError> {
        for event in Parser::new_from_str_with_options(text, options()) {
            let (event, span) = event?;
            if self.tree.nodes.len() > MAX_NODES {
                let place = self.text.span(0, 0);
                let message = format!("a document of more than {MAX_NODES} values");
                self.problems
                    .push(Problem::error("too-large", place, message).help("split it up"));
                break;
            }
            let range = span.byte_range().unwrap_or_default();
            match event {
                Event::DocumentEnd => {
                    self.end = Some(range.start);
                    break;
                }
                Event::Comment(_, placement) => {
                    let trailing = placement == Placement::Right;
                    let span = self.text.span(range.start, range.end);
                    self.tree.comments.push(Comment { span, trailing });
                }
                Event::Anchor(id, name) => {
                    let anchor =
                        Spanned::new(name.into_owned(), self.text.span(range.start, range.end));
                    if let Some(&node) = self.anchored.get(&id) {
                        self.tree.anchors.insert(anchor.value.clone(), node);
                        self.tree.nodes[node.0 as usize].anchor = Some(Box::new(anchor));
                    }
                }
                Event::Scalar(value, style, anchor, ref tag) => {
                    let style = scalar_style(style);
                    let start = self.scalar_start(text, style, &span);
                    let written = range.start < range.end || tag.is_some();
                    let value = if written || style != ScalarStyle::Plain {
                        value.into_owned()
                    } else {
                        String::new() // the parser says `~` for what is not written
                    };
                    let kind = NodeKind::Scalar { text: value, style };
                    let end = trimmed_end(text, start, range.end, style);
                    self.push(kind, (start, end), anchor, self.tag(tag.as_deref(), &span));
                    self.last_end = self.last_end.max(range.end);
                }
                Event::SequenceStart(style, anchor, ref tag) => {
                    let flow = style == StructureStyle::Flow;
                    let kind = NodeKind::Sequence {
                        items: Vec::new(),
                        flow,
                    };
                    let tag = self.tag(tag.as_deref(), &span);
                    let id = self.push(kind, (range.start, range.end), anchor, tag);
                    self.open(id);
                }
                Event::MappingStart(style, anchor, ref tag) => {
                    let flow = style == StructureStyle::Flow;
                    let kind = NodeKind::Mapping {
                        pairs: Vec::new(),
                        flow,
                    };
                    let tag = self.tag(tag.as_deref(), &span);
                    let id = self.push(kind, (range.start, range.end), anchor, tag);
                    self.open(id);
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(range.start, range.end),
                Event::Alias(id) => {
                    let name = text
                        .get(range.start + 1..range.end)
                        .unwrap_or_default()
                        .to_owned();
                    let target = self.anchored.get(&id).copied().unwrap_or(NodeId(0));
                    let kind = NodeKind::Alias { name, target };
                    self.push(kind, (range.start, range.end), 0, None);
                    self.last_end = range.end;
                }
                Event::UnresolvedAlias(name) => {
                    self.unknown_anchor(&name, range.start, range.end);
                    let style = ScalarStyle::Plain;
                    let kind = NodeKind::Scalar {
                        text: String::new(),
                        style,
                    };
                    self.push(kind, (range.start, range.end), 0, None);
                    self.last_end = range.end;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Where a scalar begins, the header of a block scalar included.
    fn scalar_start(&self, text: &str, style: ScalarStyle, span: &RawSpan) -> usize {
        let start = span.byte_range().map_or(0, |range| range.start);
        let header = match style {
            ScalarStyle::Literal => '|',
            ScalarStyle::Folded => '>',
            _ => return start,
        };
        let tag_end = span
            .tag_span()
            .and_then(|tag| tag.byte_range())
            .map_or(0, |tag| tag.end);
        let mut from = self.last_end.max(tag_end);
        let base = self.text.base as usize;
        let first = self
            .tree
            .comments
            .partition_point(|comment| (comment.span.start as usize) < base + from);
        for comment in &self.tree.comments[first..] {
            let (comment_start, comment_end) = (
                comment.span.start as usize - base,
                comment.span.end as usize - base,
            );
            let before = text.get(from..comment_start.min(start)).unwrap_or_default();
            if let Some(found) = before.find(header) {
                return from + found;
            }
            from = comment_end.min(start);
        }
        let found = text
            .get(from..start)
            .and_then(|between| between.find(header));
        found.map_or(start, |found| from + found)
    }

    fn tag(&self, tag: Option<&Tag>, span: &RawSpan) -> Option<Spanned<String>> {
        let tag = tag.map(|tag| format!("{}{}", tag.handle(), tag.suffix()))?;
        let range = span
            .tag_span()
            .and_then(|span| span.byte_range())
            .unwrap_or_default();
        Some(Spanned::new(tag, self.text.span(range.start, range.end)))
    }

    fn push(
        &mut self,
        kind: NodeKind,
        (start, end): (usize, usize),
        anchor: usize,
        tag: Option<Spanned<String>>,
    ) -> NodeId {
        let id = NodeId(offset(self.tree.nodes.len()));
        let span = self.text.span(start, end);
        self.tree.nodes.push(Node {
            kind,
            span,
            anchor: None,
            tag: tag.map(Box::new),
        });
        if anchor != 0 {
            self.anchored.insert(anchor, id);
        }
        self.attach(id);
        id
    }

    /// Puts a new node into the collection that is open.
    fn attach(&mut self, id: NodeId) {
        let Some(open) = self.open.last_mut() else {
            self.tree.root.get_or_insert(id);
            return;
        };
        match &mut self.tree.nodes[open.id.0 as usize].kind {
            NodeKind::Sequence { items, .. } => items.push(id),
            NodeKind::Mapping { pairs, .. } => match open.key.take() {
                Some(key) => pairs.push((key, id)),
                None => open.key = Some(id),
            },
            _ => {}
        }
    }

    fn open(&mut self, id: NodeId) {
        self.open.push(Open { id, key: None });
    }

    fn close(&mut self, start: usize, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let node = &self.tree.nodes[open.id.0 as usize];
        let last = match &node.kind {
            NodeKind::Sequence { items, .. } => items.last().copied(),
            NodeKind::Mapping { pairs, .. } => pairs.last().map(|pair| pair.1),
            _ => None,
        };
        // Brackets end where the parser says; block collections with their last value.
        let node_end = if end > start {
            self.last_end = end;
            self.text.span(end, end).end
        } else {
            last.map_or(node.span.end, |last| {
                self.tree.nodes[last.0 as usize].span.end
            })
        };
        let node = &mut self.tree.nodes[open.id.0 as usize];
        node.span.end = node.span.end.max(node_end);
    }

    fn unknown_anchor(&mut self, name: &str, start: usize, end: usize) {
        let is_name =
            |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
        let valid = &name[..name
            .find(|character| !is_name(character))
            .unwrap_or(name.len())];
        let span = self.text.span(start, end);
        let rest = name[valid.len()..].chars().next();
        let mut problem = if valid.is_empty() || rest.is_some_and(|next| !"?:,]}%@`".contains(next))
        {
            let message = format!("`*{name}` is read as an alias, and cannot be the name of one");
            Problem::error("yaml-syntax", span, message)
                .help("text that begins with `*` must stand in quotes")
                .official(self.text.official(
                    start,
                    "did not find expected alphabetic or numeric character",
                ))
        } else {
            let message = format!("`*{valid}` refers to an anchor that is not set before");
            Problem::error("undefined-alias", span, message)
                .help(
                    "anchors are known only within their own document, from the place where they \
                     are set; text that begins with `*` must stand in quotes",
                )
                .official(format!("yaml: unknown anchor '{valid}' referenced"))
        };
        let quoted = quote_value(self.text, start);
        if let (Some((from, span, quoted)), "yaml-syntax") = (quoted, problem.code)
            && from == start
        {
            problem.set_fix(false, "put the value in quotes", [(span, quoted)]);
        }
        self.problems.push(problem);
    }

    pub(super) fn finish(mut self, text: &str, problems: &mut Vec<Problem>) -> Tree {
        // What was open when the parser stopped still spans what it holds.
        while !self.open.is_empty() {
            self.close(0, 0);
        }
        let parsed = self.end.and_then(|end| text.get(..end)).unwrap_or(text);
        let parsed = Text {
            body: parsed,
            ..self.text
        };
        dialect::check(self.text, parsed, &self.tree, &mut self.problems);
        if self.problems.is_empty() {
            self.problems.extend(self.unread());
        }
        problems.append(&mut self.problems);
        self.tree
    }

    /// Text after the end of the document, which the official runner does not look at.
    fn unread(&self) -> Option<Problem> {
        let end = self.end?;
        let rest = self.text.body.get(end..)?;
        let line = rest
            .lines()
            .find(|line| !matches!(line.trim().bytes().next(), None | Some(b'#')))?;
        let start = end + rest.find(line)? + line.len() - line.trim_start().len();
        let span = self.text.span(start, start + line.trim().len());
        let message = "the document ends before this line: Drone does not read on, without a word";
        let help = "check the indentation: all keys of a document must begin in the same column";
        Some(Problem::warning("content-after-document", span, message).help(help))
    }
}

/// The parser counts the line break of a block scalar's last line as part of it; a span that ends
/// there would show one line too many.
fn trimmed_end(text: &str, start: usize, end: usize, style: ScalarStyle) -> usize {
    match style {
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let body = text.get(start..end).unwrap_or_default();
            start + body.trim_end().len().max(body.len().min(1))
        }
        _ => end,
    }
}

fn scalar_style(style: granit_parser::ScalarStyle) -> ScalarStyle {
    match style {
        granit_parser::ScalarStyle::Plain => ScalarStyle::Plain,
        granit_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
        granit_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
        granit_parser::ScalarStyle::Literal => ScalarStyle::Literal,
        granit_parser::ScalarStyle::Folded => ScalarStyle::Folded,
    }
}
