//! Scalars, and what else fills several lines without being a block collection.

use super::flow;
use super::layout::{Layout, STEP};
use super::lines::{Line, Role};
use crate::source::offset;
use crate::yaml::{Node, NodeId, NodeKind, ScalarStyle};

impl Layout<'_> {
    /// A scalar, alias or flow collection inside of a block collection with the columns (old, new).
    pub(super) fn leaf(&mut self, id: NodeId, columns: (u32, u32)) {
        let tree = self.tree;
        let node = tree.node(id);
        let (first, last) = (self.line(node.span.start), self.line(node.span.end));
        match &node.kind {
            NodeKind::Scalar {
                style: ScalarStyle::Literal | ScalarStyle::Folded,
                ..
            } => {
                self.block_scalar(node, first, last, columns);
                return;
            }
            NodeKind::Mapping { .. } | NodeKind::Sequence { .. } => flow::space(self, tree, id),
            _ => {}
        }
        let (from, to) = if self.is_first(node.start()) {
            let line = self.lines[self.line(node.start())];
            (line.old, line.new)
        } else {
            columns
        };
        let is_flow = matches!(
            node.kind,
            NodeKind::Mapping { .. } | NodeKind::Sequence { .. }
        );
        let lowest = if is_flow { columns.1 } else { columns.1 + 1 };
        for line in first + 1..=last {
            if let Some(line) = self.lines.get_mut(line) {
                line.role = Role::Continuation;
                line.new = shifted(line.old, from, to).max(lowest);
            }
        }
    }

    fn block_scalar(&mut self, node: &Node, first: usize, mut last: usize, columns: (u32, u32)) {
        let header = self
            .source
            .slice(node.span)
            .lines()
            .next()
            .unwrap_or_default();
        let header = header.split('#').next().unwrap_or_default();
        // Empty lines behind the text belong to it.
        let keeps_blank = header.contains('+');
        if keeps_blank {
            while self
                .lines
                .get(last + 1)
                .is_some_and(|line| line.role == Role::Blank)
            {
                last += 1;
            }
        }
        let explicit = header.chars().find_map(|c| c.to_digit(10));
        let indent = |line: &Line| spaces(self.source.slice(line.span));
        let is_text = |line: &&Line| {
            !self
                .source
                .slice(line.span)
                .trim_matches([' ', '\t'])
                .is_empty()
        };
        let lines = self
            .lines
            .get(first + 1..=last.max(first))
            .unwrap_or_default();
        let base = match explicit {
            Some(digit) => columns.0 + digit,
            // Without a line of text the blanks of none mean anything.
            None => lines.iter().find(is_text).map_or(u32::MAX, indent),
        };
        // Lines of blanks that reach further than the text begins are text, too.
        let rest = self.lines.get(last + 1..).unwrap_or_default();
        let blank = rest.iter().take_while(|line| line.role == Role::Blank);
        let deep = blank.enumerate().filter(|(_, line)| line.span.len() > base);
        last += deep.last().map_or(0, |(number, _)| number + 1);
        if let Some(line) = self.lines.get_mut(last) {
            line.keeps_blank = keeps_blank;
        }
        let Some(lines) = self.lines.get_mut(first + 1..=last.max(first)) else {
            return;
        };
        let new = match explicit {
            Some(digit) => columns.1 + digit,
            None => columns.1 + STEP,
        };
        for line in lines {
            line.role = Role::Text;
            line.old = spaces(self.source.slice(line.span));
            let is_blank = line.old == line.span.len();
            line.new = if base == u32::MAX {
                // But those at the end of a file without a line break count: without them no line is there.
                let is_end = line.span.end == offset(self.source.text().len());
                if is_end { line.old } else { 0 }
            } else if is_blank && line.old <= base {
                line.old.min(new)
            } else {
                shifted(line.old, base, new)
            };
        }
    }
}

/// How many spaces stand before a text. A tab is text where this matters.
pub(super) fn spaces(text: &str) -> u32 {
    offset(text.len() - text.trim_start_matches(' ').len())
}

/// A column that moves with one that goes from `from` to `to`.
pub(super) fn shifted(column: u32, from: u32, to: u32) -> u32 {
    (column + to).saturating_sub(from)
}
