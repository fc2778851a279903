//! The new indentation of each line, and the blanks between the parts of a line.

use std::cell::Cell;

use super::lines::{self, Line, Role};
use super::{blank, comments, off, render, scalar};
use crate::source::{Problem, Source, Span, offset};
use crate::yaml::{Node, NodeId, NodeKind, Tree};

/// Blanks of one level.
pub(super) const STEP: u32 = 2;

/// A block collection: comments go with the one whose column they have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) old: u32,
    pub(super) new: u32,
}

/// The layout of a file while it is made.
pub(super) struct Layout<'a> {
    pub(super) source: &'a Source,
    pub(super) lines: Vec<Line>,
    pub(super) blocks: Vec<Block>,
    /// New blanks inside of lines.
    pub(super) edits: Vec<(Span, &'static str)>,
    pub(super) tree: &'a Tree,
    /// The line that was asked for last: the next one is often near.
    pub(super) last_line: Cell<usize>,
}

/// The formatted text of a file, for which the reader has these words.
pub(super) fn text(source: &Source, trees: &[Tree], problems: &[Problem]) -> String {
    let none = Tree::default();
    let mut layout = Layout {
        source,
        lines: lines::read(source),
        blocks: Vec::new(),
        edits: Vec::new(),
        tree: &none,
        last_line: Cell::new(0),
    };
    for tree in trees {
        layout.tree = tree;
        if !off::freeze_cut(&mut layout, tree, problems) {
            layout.document();
        }
    }
    for tree in trees {
        off::freeze(&mut layout, tree);
    }
    blank::squeeze(&mut layout.lines);
    render::render(&layout)
}

impl Layout<'_> {
    fn document(&mut self) {
        let Some(root) = self.tree.root() else { return };
        self.blocks.clear();
        let node = self.tree.node(root);
        match &node.kind {
            NodeKind::Mapping { flow: false, pairs } => {
                // At the start of a line such a key would end the document.
                let is_mark = |&(key, _): &(NodeId, NodeId)| {
                    let key = self.source.slice(self.tree.node(key).span);
                    key.starts_with("---") || key.starts_with("...")
                };
                let column = if pairs.iter().any(is_mark) { STEP } else { 0 };
                self.block(root, column, self.tree.span.start);
            }
            NodeKind::Sequence { flow: false, .. } => self.block(root, 0, self.tree.span.start),
            _ => self.leaf(root, (0, 0)),
        }
        for comment in self.tree.comments() {
            if comment.trailing {
                self.one_blank_before(comment.span.start);
            }
        }
        comments::place(self, self.tree.span);
        if let NodeKind::Mapping { pairs, flow: false } = &node.kind {
            for &(key, value) in pairs {
                let is_steps = matches!(&self.tree.node(key).kind,
                    NodeKind::Scalar { text, .. } if text == "steps" || text == "services");
                if let (true, NodeKind::Sequence { items, flow: false }) =
                    (is_steps, &self.tree.node(value).kind)
                {
                    let starts: Vec<usize> =
                        items.iter().map(|&item| self.line_of_item(item)).collect();
                    blank::between(&mut self.lines, &starts);
                }
            }
        }
    }

    /// The line on which the dash of an item stands.
    fn line_of_item(&self, item: NodeId) -> usize {
        let start = self.tree.node(item).start();
        let mut line = self.line(start);
        while line > 0
            && !self
                .source
                .slice(self.lines[line].span)
                .trim_start()
                .starts_with('-')
        {
            line -= 1;
        }
        line
    }

    pub(super) fn line(&self, offset: u32) -> usize {
        let line = lines::at(&self.lines, offset, self.last_line.get());
        self.last_line.set(line);
        line
    }

    /// Column of an offset in bytes.
    fn column(&self, offset: u32) -> u32 {
        let line = self.line(offset);
        self.lines
            .get(line)
            .map_or(0, |line| offset.saturating_sub(line.span.start))
    }

    pub(super) fn is_first(&self, offset: u32) -> bool {
        let line = self.line(offset);
        self.lines
            .get(line)
            .is_some_and(|line| line.span.start + line.old == offset)
    }

    /// What begins at `offset` moves to a column, if nothing stands before it on the line.
    fn place(&mut self, offset: u32, column: u32) {
        if self.is_first(offset) {
            let line = self.line(offset);
            if let Some(line) = self
                .lines
                .get_mut(line)
                .filter(|line| line.role == Role::Content)
            {
                line.new = column;
            }
        }
    }

    /// A block collection behind `from` whose lines begin at `column`.
    fn block(&mut self, id: NodeId, column: u32, from: u32) {
        let tree = self.tree;
        let node = tree.node(id);
        let begin = match &node.kind {
            NodeKind::Sequence { .. } => self.first_dash(node, from),
            _ => node.span.start,
        };
        let old = self.column(begin);
        self.blocks.push(Block {
            first: self.line(begin),
            last: self.line(node.span.end.max(node.span.start)),
            old,
            new: column,
        });
        match &node.kind {
            NodeKind::Mapping { pairs, .. } => {
                for &(key, value) in pairs {
                    self.pair(tree.node(key), value, (old, column));
                }
            }
            NodeKind::Sequence { items, .. } => {
                let mut dash = begin;
                for (number, &item) in items.iter().enumerate() {
                    let found = match number {
                        0 => Some(begin),
                        _ => self.next_dash(dash, items[number - 1]),
                    };
                    let Some(found) = found else { return };
                    dash = found;
                    self.item(item, dash, (old, column));
                }
            }
            _ => {}
        }
    }

    /// The dash of the first item of a list that begins behind `from`. The parser's place of a list is not
    /// always it.
    fn first_dash(&self, list: &Node, from: u32) -> u32 {
        let properties = [&list.anchor, &list.tag].into_iter().flatten();
        let behind = properties.map(|property| property.span.end).max();
        let mut at = behind.unwrap_or(0).max(from) as usize;
        loop {
            let rest = self.source.text().get(at..).unwrap_or_default();
            let words = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']);
            at += rest.len() - words.len();
            if words.starts_with('-') {
                return offset(at);
            }
            if !words.starts_with('#') {
                return list.span.start;
            }
            at += words.find('\n').unwrap_or(words.len());
        }
    }

    /// The dash of the item after `previous`, whose dash is given.
    fn next_dash(&self, dash: u32, previous: NodeId) -> Option<u32> {
        let end = end(self.tree.node(previous)).max(dash + 1);
        let after = self.line(end) + 1;
        let column = self.column(dash);
        let line = self.lines.get(after..)?.iter().find(|line| {
            line.role == Role::Content
                && line.old == column
                && self.source.slice(line.span).trim_start().starts_with('-')
        })?;
        Some(line.span.start + line.old)
    }

    fn item(&mut self, id: NodeId, dash: u32, columns: (u32, u32)) {
        let tree = self.tree;
        let node = tree.node(id);
        self.place(dash, columns.1);
        if !is_written(node) && node.anchor.is_none() && node.tag.is_none() {
            return;
        }
        self.one_blank(dash + 1, node.start());
        self.properties(node);
        if !is_written(node) {
            return;
        }
        if is_block(node) {
            self.block(id, columns.1 + STEP, dash + 1);
        } else {
            self.place(node.start(), columns.1 + STEP);
            self.leaf(id, columns);
        }
    }

    fn pair(&mut self, key: &Node, value: NodeId, columns: (u32, u32)) {
        let tree = self.tree;
        let start = key.start();
        if self.before(start) == Some('?') {
            self.explicit(start, value, columns);
            return;
        }
        self.place(start, columns.1);
        self.properties(key);
        let node = tree.node(value);
        let behind = end(key);
        let rest = self.source.text().get(behind as usize..);
        let rest = rest.unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if !rest.get(blanks..).unwrap_or_default().starts_with(':') {
            return;
        }
        let colon = behind + offset(blanks);
        // Without a blank the colon would be part of the name of the alias, anchor or tag.
        let is_name = matches!(key.kind, NodeKind::Alias { .. }) || !is_written(key);
        let before = if is_name { " " } else { "" };
        self.blanks(Span::new(behind, colon), before);
        if !is_written(node) && node.anchor.is_none() && node.tag.is_none() {
            return;
        }
        self.one_blank(colon + 1, node.start());
        self.properties(node);
        if !is_written(node) {
            return;
        }
        match &node.kind {
            NodeKind::Mapping { flow: false, .. } => self.block(value, columns.1 + STEP, colon + 1),
            NodeKind::Sequence { flow: false, .. } => self.block(value, columns.1, colon + 1),
            _ => {
                self.place(node.start(), columns.1 + STEP);
                self.leaf(value, columns);
            }
        }
    }

    /// A pair with `?` keeps its inner layout: only its columns move together.
    fn explicit(&mut self, key: u32, value: NodeId, columns: (u32, u32)) {
        let text = self.source.text().get(..key as usize).unwrap_or_default();
        let mark = text.rfind('?').map_or(key, offset);
        self.place(mark, columns.1);
        let end = self.tree.node(value).span.end.max(key);
        let (first, last) = (self.line(mark) + 1, self.line(end));
        for line in first..=last {
            if let Some(line) = self.lines.get_mut(line) {
                // It may be the text of a block scalar, in which all blanks count.
                line.role = Role::Text;
                line.old = scalar::spaces(self.source.slice(line.span));
                line.new = scalar::shifted(line.old, columns.0, columns.1);
            }
        }
    }

    /// The last character before `offset` that is no blank, on its line.
    fn before(&self, offset: u32) -> Option<char> {
        let line = self.lines.get(self.line(offset))?;
        let text = self.source.slice(Span::new(line.span.start, offset));
        text.trim_end_matches([' ', '\t']).chars().next_back()
    }

    /// Anchor and tag stand one blank apart from each other and from the value.
    fn properties(&mut self, node: &Node) {
        let mut ends: Vec<Span> = [&node.anchor, &node.tag]
            .into_iter()
            .flatten()
            .map(|property| property.span)
            .collect();
        ends.sort_unstable();
        if !node.span.is_empty() {
            ends.push(node.span);
        }
        for pair in ends.windows(2) {
            self.one_blank(pair[0].end, pair[1].start);
        }
    }

    /// Between two places on one line, if only blanks are there, stands one blank.
    fn one_blank(&mut self, from: u32, to: u32) {
        if from < to && self.line(from) == self.line(to) {
            self.blanks(Span::new(from, to), " ");
        }
    }

    fn one_blank_before(&mut self, at: u32) {
        let line = self.lines[self.line(at)];
        let text = self.source.slice(Span::new(line.span.start, at));
        let end = line.span.start + offset(text.trim_end_matches([' ', '\t']).len());
        self.blanks(Span::new(end, at), " ");
    }

    /// Replaces blanks by others; anything else stays.
    pub(super) fn blanks(&mut self, span: Span, text: &'static str) {
        let old = self.source.slice(span);
        if old != text && old.chars().all(|c| matches!(c, ' ' | '\t')) {
            self.edits.push((span, text));
        }
    }
}

/// Where a node ends; 0 for one that is not written. (The place of such a node is that of what follows,
/// but its anchor and tag may be written.)
fn end(node: &Node) -> u32 {
    let properties = [&node.anchor, &node.tag].into_iter().flatten();
    let written = (!node.span.is_empty()).then_some(node.span.end);
    let ends = properties.map(|property| property.span.end).chain(written);
    ends.max().unwrap_or(0)
}

/// Whether there is more of a node than an anchor and a tag. A list whose items are all empty has an empty
/// place.
fn is_written(node: &Node) -> bool {
    !node.span.is_empty() || is_block(node)
}

fn is_block(node: &Node) -> bool {
    matches!(
        node.kind,
        NodeKind::Mapping { flow: false, .. } | NodeKind::Sequence { flow: false, .. }
    )
}
