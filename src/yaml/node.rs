//! The positioned tree of one document.
//!
//! Nodes live in one list and refer to each other by number, so that aliases are plain references
//! and deep nesting cannot overflow the stack when a tree is dropped.

use std::collections::HashMap;

use crate::source::{Span, Spanned};

/// Number of a node in its [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// A parsed document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The text of the document within the file. Official line numbers count from its start.
    pub span: Span,
    pub(super) nodes: Vec<Node>,
    pub(super) root: Option<NodeId>,
    /// The node an anchor name means at the end of the document.
    pub(super) anchors: HashMap<String, NodeId>,
    pub(super) comments: Vec<Comment>,
}

impl Tree {
    /// The value of the document; none when it is empty or holds only comments.
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// A node of this tree.
    ///
    /// # Panics
    ///
    /// When the number comes from another tree.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Follows an alias to what it stands for; any other node is returned as it is.
    pub fn resolve(&self, id: NodeId) -> NodeId {
        match &self.node(id).kind {
            NodeKind::Alias { target, .. } => *target,
            _ => id,
        }
    }

    /// All nodes, in no particular order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The numbers of all nodes; what is within a node comes right after it.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..crate::source::offset(self.nodes.len())).map(NodeId)
    }

    /// The numbers of a node and all that come after it.
    pub(crate) fn ids_from(&self, first: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (first.0..crate::source::offset(self.nodes.len())).map(NodeId)
    }

    /// All comments in the order of the text.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// A value of a document and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Scalar, sequence, mapping or alias.
    pub kind: NodeKind,
    /// The value itself without its anchor and tag; quotes, brackets and block scalar headers
    /// included. Empty for a value that is not written.
    pub span: Span,
    /// `&name`. In a box, as the tag: few nodes have one, and all are smaller.
    pub anchor: Option<Box<Spanned<String>>>,
    /// The tag in its long form: `tag:yaml.org,2002:int` for `!!int`.
    pub tag: Option<Box<Spanned<String>>>,
}

impl Node {
    /// Where the node begins, anchor and tag included.
    pub fn start(&self) -> u32 {
        let anchor = self
            .anchor
            .as_ref()
            .map_or(u32::MAX, |anchor| anchor.span.start);
        let tag = self.tag.as_ref().map_or(u32::MAX, |tag| tag.span.start);
        self.span.start.min(anchor).min(tag)
    }

    /// The value of a scalar whose type follows from its text; none for any other node.
    pub(crate) fn implicit_value(&self) -> Option<super::Value> {
        if !self.is_implicit() || self.tag.is_some() {
            return None;
        }
        super::resolve::scalar(self)
            .ok()
            .map(|resolved| resolved.value)
    }

    /// Whether it is a scalar that means null.
    pub(crate) fn is_null(&self) -> bool {
        super::resolve::is_null(self)
    }

    /// Whether it is the key `<<` with its special meaning.
    pub(crate) fn is_merge(&self) -> bool {
        super::decode::is_merge(self)
    }

    /// Whether it is a scalar whose type follows from its text: plain and without a tag.
    pub(super) fn is_implicit(&self) -> bool {
        let NodeKind::Scalar { style, .. } = &self.kind else {
            return false;
        };
        match &self.tag {
            None => *style == ScalarStyle::Plain,
            Some(tag) => tag.value == "!",
        }
    }
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Text.
    Scalar {
        /// The text after escapes and folding.
        text: String,
        /// How it is written.
        style: ScalarStyle,
    },
    /// A list.
    Sequence {
        /// The items.
        items: Vec<NodeId>,
        /// Whether it is written with brackets.
        flow: bool,
    },
    /// Keys and values as written: `<<` and keys that come twice are all here.
    Mapping {
        /// Keys with their values.
        pairs: Vec<(NodeId, NodeId)>,
        /// Whether it is written with braces.
        flow: bool,
    },
    /// `*name`.
    Alias {
        /// The name.
        name: String,
        /// What it stands for. An alias inside of its own anchor makes a cycle.
        target: NodeId,
    },
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// Whether something else stands before it on the line.
    pub trailing: bool,
}
