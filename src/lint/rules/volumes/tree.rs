//! Places that the typed pipeline does not keep: keys, and values that are null.

use crate::lint::rule::Context;
use crate::manifest::{Pipeline, Step};
use crate::source::{Span, offset};
use crate::yaml::{NodeId, NodeKind, ScalarStyle, Tree};

/// A node of a document.
#[derive(Clone, Copy)]
pub(in crate::lint::rules) struct At<'a> {
    tree: &'a Tree,
    /// As it is written, which may be an alias.
    id: NodeId,
}

/// A key and its value.
#[derive(Clone, Copy)]
pub(in crate::lint::rules) struct Pair<'a> {
    pub(in crate::lint::rules) key: At<'a>,
    pub(in crate::lint::rules) value: At<'a>,
}

impl<'a> At<'a> {
    /// The mapping of a pipeline.
    pub(in crate::lint::rules) fn pipeline(cx: &Context<'a>, pipeline: &Pipeline) -> Option<Self> {
        let trees = cx.file.trees;
        let at = trees.partition_point(|tree| tree.span.end <= pipeline.span.start);
        let tree = trees.get(at)?;
        let root = Self {
            tree,
            id: tree.root()?,
        };
        (root.span() == pipeline.span).then_some(root)
    }

    /// The services and steps of a pipeline that are written as mappings of their own, each with its
    /// typed form.
    pub(in crate::lint::rules) fn steps<'p>(
        cx: &Context<'a>,
        pipeline: &'p Pipeline,
    ) -> Vec<(Self, &'p Step)> {
        let Some(root) = Self::pipeline(cx, pipeline) else {
            return Vec::new();
        };
        let lists = [("services", &pipeline.services), ("steps", &pipeline.steps)];
        lists
            .into_iter()
            .flat_map(|(key, steps)| {
                let items = root.get(key).map(|pair| pair.value.items());
                // Both are in the order of the file; items that are null or do not fit are left out
                // of the typed list.
                let mut items = items.unwrap_or_default().into_iter();
                steps.iter().filter_map(move |step| {
                    let item = items.find(|item| item.span() == step.span)?;
                    Some((item, step))
                })
            })
            .collect()
    }

    /// The place of the value; of an alias that of what it stands for.
    pub(in crate::lint::rules) fn span(self) -> Span {
        self.tree.node(self.tree.resolve(self.id)).span
    }

    /// The place as it is written: of an alias the `*name`.
    pub(in crate::lint::rules) fn written(self) -> Span {
        self.tree.node(self.id).span
    }

    /// The text of a scalar.
    pub(in crate::lint::rules) fn text(self) -> Option<&'a str> {
        match &self.kind() {
            NodeKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    fn kind(self) -> &'a NodeKind {
        &self.tree.node(self.tree.resolve(self.id)).kind
    }

    /// Whether it is nothing: not written, `~` or `null`.
    pub(in crate::lint::rules) fn is_null(self) -> bool {
        let node = self.tree.node(self.tree.resolve(self.id));
        let NodeKind::Scalar { text, style } = &node.kind else {
            return false;
        };
        *style == ScalarStyle::Plain
            && node.tag.is_none()
            && matches!(text.as_str(), "" | "~" | "null")
    }

    /// Whether it is written with brackets or braces.
    pub(in crate::lint::rules) fn is_flow(self) -> bool {
        matches!(
            self.kind(),
            NodeKind::Sequence { flow: true, .. } | NodeKind::Mapping { flow: true, .. }
        )
    }

    /// The items of a list.
    pub(in crate::lint::rules) fn items(self) -> Vec<Self> {
        let NodeKind::Sequence { items, .. } = self.kind() else {
            return Vec::new();
        };
        let at = |&id| Self {
            tree: self.tree,
            id,
        };
        items.iter().map(at).collect()
    }

    /// The keys of a mapping as they are written, `<<` too.
    pub(in crate::lint::rules) fn pairs(self) -> impl DoubleEndedIterator<Item = Pair<'a>> {
        let tree = self.tree;
        let pairs = match self.kind() {
            NodeKind::Mapping { pairs, .. } => pairs.as_slice(),
            _ => &[],
        };
        pairs.iter().map(move |&(key, value)| Pair {
            key: Self { tree, id: key },
            value: Self { tree, id: value },
        })
    }

    /// A key of a mapping with its value; the last one counts.
    pub(in crate::lint::rules) fn get(self, key: &str) -> Option<Pair<'a>> {
        self.pairs().rev().find(|pair| pair.key.text() == Some(key))
    }

    /// Where a key stands.
    pub(in crate::lint::rules) fn key_span(self, key: &str) -> Option<Span> {
        self.get(key).map(|pair| pair.key.span())
    }
}

/// The lines of a span, the last line break included: only if nothing else stands on them but
/// `before` it, such as a `-`, and a comment after it. For deleting.
pub(in crate::lint::rules) fn lines(cx: &Context<'_>, span: Span, before: &str) -> Option<Span> {
    let text = cx.file.source.text();
    let (head, rest) = text.split_at_checked(span.start as usize)?;
    let start = head.rfind('\n').map_or(0, |at| at + 1);
    let indent = head.get(start..)?;
    if indent.trim() != before {
        return None;
    }
    let inside = rest.get(..span.len() as usize)?;
    // Other places may need an anchor in it.
    if inside.contains('&') {
        return None;
    }
    // The span of a mapping may end behind its last line break.
    let inside = inside.trim_end();
    let after = rest.get(inside.len()..)?;
    let line = after.split_inclusive('\n').next().unwrap_or_default();
    if !is_blank_or_comment(line.trim()) {
        return None;
    }
    let end = span.start as usize + inside.len() + line.len();
    Some(Span::new(offset(start), offset(end)))
}

/// Where and how to add a key behind another one of the same mapping; none for values of several
/// lines and other forms in which that is not certain.
pub(in crate::lint::rules) fn add_key(
    cx: &Context<'_>,
    mapping: At<'_>,
    behind: Pair<'_>,
    new: &str,
) -> Option<(Span, String)> {
    let text = cx.file.source.text();
    let (key, value) = (behind.key.written(), behind.value.written());
    let between = text.get(key.start as usize..value.end as usize)?;
    if value.is_empty() || between.contains('\n') {
        return None;
    }
    if mapping.is_flow() {
        return Some((Span::new(value.end, value.end), format!(", {new}")));
    }
    let head = text.get(..key.start as usize)?;
    let before = head.rsplit('\n').next().unwrap_or_default();
    // `- key:` begins a mapping too; an anchor or an explicit key would be something else.
    if !before.chars().all(|c| matches!(c, ' ' | '-')) {
        return None;
    }
    let line = text.get(value.end as usize..)?.split_inclusive('\n').next();
    let rest = line.unwrap_or_default();
    let tail = rest.trim_end_matches(['\r', '\n']);
    if !is_blank_or_comment(tail.trim_start()) {
        return None;
    }
    let line_break = if rest.ends_with("\r\n") { "\r\n" } else { "\n" };
    let end = value.end + offset(tail.len());
    let indent = " ".repeat(before.len());
    Some((Span::new(end, end), format!("{line_break}{indent}{new}")))
}

fn is_blank_or_comment(text: &str) -> bool {
    text.is_empty() || text.starts_with('#')
}

/// The part of a span that is on its first line: a mapping of many lines is no good to point at.
pub(in crate::lint::rules) fn first_line(cx: &Context<'_>, span: Span) -> Span {
    let text = cx.text(span);
    let line = text.lines().next().unwrap_or_default().trim_end();
    Span::new(span.start, span.start + offset(line.len()))
}

/// Whether a text is not known yet: Drone replaces `${…}` before it reads the file, and other tools
/// have placeholders such as `{{…}}` and `__NAME`.
pub(in crate::lint::rules) fn is_open(text: &str) -> bool {
    text.contains("${") || text.contains("{{") || text.starts_with("__")
}
