//! What type errors are called, and how they are mended by machine.

use super::{Cx, Node, NodeId, NodeKind};
use crate::source::{Span, offset};
use crate::yaml::resolve;
use crate::yaml::{ScalarStyle, Value};

/// A title and the edits.
type Mend = (&'static str, Vec<(Span, String)>);

/// The code of a type error: some have one of their own.
pub(super) fn code(cx: &Cx<'_>, id: NodeId, wanted: &str) -> &'static str {
    if cx.tree.root() == Some(id) {
        return "document-not-mapping";
    }
    let node = cx.node(id);
    match (&node.kind, wanted) {
        (NodeKind::Scalar { text, .. }, _) if fits_unquoted(node, text, wanted) => {
            "quoted-scalar-type"
        }
        (NodeKind::Sequence { .. }, "a mapping") if cx.key == "environment" => {
            "environment-as-list"
        }
        (NodeKind::Mapping { .. }, "text")
            if cx.outer_key == "environment" && cx.has_key(id, &["from_secret"]) =>
        {
            "pipeline-environment-secret"
        }
        _ => "wrong-type",
    }
}

/// Whether a text in quotes would be what is wanted without them.
fn fits_unquoted(node: &Node, text: &str, wanted: &str) -> bool {
    let NodeKind::Scalar { style, .. } = &node.kind else {
        return false;
    };
    let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    if !quoted || node.tag.is_some() {
        return false;
    }
    let value = resolve::plain(text, true).1;
    match wanted {
        "`true` or `false`" => matches!(value, Value::Bool(_)),
        "a whole number" => matches!(value, Value::Int(_)),
        _ => false,
    }
}

/// The edits that mend a type error, if it is a usual one.
pub(super) fn edits(cx: &Cx<'_>, id: NodeId, wanted: &str, code: &str) -> Option<Mend> {
    let node = cx.node(id);
    match &node.kind {
        NodeKind::Scalar { text, .. } if code == "quoted-scalar-type" => {
            Some(("take the quotes away", vec![(node.span, text.clone())]))
        }
        NodeKind::Scalar { text, style } if wanted == "a list of texts" => {
            list_of(cx, node, text, *style)
        }
        NodeKind::Sequence { items, flow } if code == "environment-as-list" => {
            let edits = if *flow {
                flow_map(cx, node, items)
            } else {
                block_map(cx, items)
            };
            edits.map(|edits| ("write it as a mapping", edits))
        }
        _ => None,
    }
}

/// A list with a text as its only item.
fn list_of(cx: &Cx<'_>, node: &Node, text: &str, style: ScalarStyle) -> Option<Mend> {
    if node.anchor.is_some() || node.tag.is_some() {
        return None;
    }
    let line = cx.source.line(node.span.start);
    let before = cx
        .source
        .slice(Span::new(cx.source.line_span(line).start, node.span.start));
    let key = before.trim_start_matches([' ', '-']);
    if !key.trim_end().ends_with(':') || key.contains(['{', '[', ',']) {
        return None; // within braces, or on another line than its key
    }
    let edits = match style {
        // The lines of the text stay where they are: deeper than the key, and so than the dash.
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let indent = before.len() - key.len();
            let gap = key.len() - key.trim_end().len();
            let gap = Span::new(node.span.start - offset(gap), node.span.start);
            vec![(gap, format!("\n{}- ", " ".repeat(indent)))]
        }
        ScalarStyle::Plain if text.contains([',', '[', ']', '{', '}']) || text.is_empty() => {
            return None;
        }
        _ if cx.source.slice(node.span).contains('\n') => return None,
        _ => {
            let (start, end) = (node.span.start, node.span.end);
            vec![
                (Span::new(start, start), "[".to_owned()),
                (Span::new(end, end), "]".to_owned()),
            ]
        }
    };
    Some(("make a list of it", edits))
}

/// `- A=b` and `- A: b` lines as `A: b` lines.
fn block_map(cx: &Cx<'_>, items: &[NodeId]) -> Option<Vec<(Span, String)>> {
    let mut edits = Vec::new();
    for &id in items {
        let node = cx.node(id);
        let line = cx.source.line_span(cx.source.line(node.span.start));
        let before = cx.source.slice(Span::new(line.start, node.span.start));
        let indent = before.strip_suffix("- ")?;
        if !indent.bytes().all(|byte| byte == b' ') || node.anchor.is_some() {
            return None;
        }
        let dash = Span::new(node.span.start - 2, node.span.start);
        match &node.kind {
            NodeKind::Scalar { text, .. } => {
                edits.push((dash, "  ".to_owned()));
                edits.push((node.span, variable(text)?));
            }
            NodeKind::Mapping { flow: false, .. } => edits.push((dash, "  ".to_owned())),
            _ => return None,
        }
    }
    Some(edits)
}

/// `[A=b]` as `{A: b}`.
fn flow_map(cx: &Cx<'_>, node: &Node, items: &[NodeId]) -> Option<Vec<(Span, String)>> {
    let (start, end) = (node.span.start, node.span.end);
    let mut edits = vec![(Span::new(start, start + 1), "{".to_owned())];
    for &id in items {
        let item = cx.node(id);
        let NodeKind::Scalar { text, .. } = &item.kind else {
            return None;
        };
        edits.push((item.span, variable(text)?));
    }
    edits.push((Span::new(end.saturating_sub(1), end), "}".to_owned()));
    Some(edits)
}

/// `A=b` as `A: b`, the value in quotes if it is more than a word.
fn variable(text: &str) -> Option<String> {
    let (name, value) = text.split_once('=')?;
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.is_empty() || !name.bytes().all(word) || value.contains('\n') {
        return None;
    }
    let plain = |byte: u8| word(byte) || matches!(byte, b'/' | b'.' | b'-');
    let is_plain = value.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '/')
        && value.bytes().all(plain)
        && !matches!(value, "null" | "Null" | "NULL");
    Some(if is_plain {
        format!("{name}: {value}")
    } else {
        format!("{name}: '{}'", value.replace('\'', "''"))
    })
}
