//! From the text of a file to its documents.

use super::{
    Body, Document, Header, Loaded, Manifest, NullEntry, NullList, Pipeline, SecretDocument,
    SignatureDocument, names,
};
use crate::side_by_side;
use crate::source::{Problem, Source, Span, Spanned, offset, sort};
use crate::yaml::{self, Absorb, Cx, Tree};

/// Most problems that are kept of a file; the rest would help nobody.
const MAX_PROBLEMS: usize = 1000;

/// Reads a file: total, without I/O.
///
/// Documents with a syntax error are left out, everything else that could be read is there. What
/// the official runner would refuse when it parses the file is among the problems, for all
/// documents and not only the first; what its linter refuses is not, see [`crate::lint`].
pub fn load(source: &Source) -> Loaded {
    let (trees, problems) = yaml::parse(source);
    load_trees(source, &trees, problems)
}

/// The same for a file that was parsed already, with what was wrong with its syntax.
pub fn load_trees(source: &Source, trees: &[Tree], mut problems: Vec<Problem>) -> Loaded {
    let read = side_by_side::map(source.text().len(), trees, |tree| document(source, tree));
    let mut manifest = Manifest::default();
    for (document, found) in read {
        manifest.documents.extend(document);
        problems.extend(found);
    }
    sort(&mut problems);
    problems.dedup();
    problems.truncate(MAX_PROBLEMS);
    Loaded { manifest, problems }
}

fn document(source: &Source, tree: &Tree) -> (Option<Document>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(root) = tree.root() else {
        return (None, problems);
    };
    let mut cx = Cx::new(source, tree);
    let mut header = Header::default();
    let document = if cx.is_null(root) || !header.absorb(root, &mut cx) {
        None
    } else {
        let body = match (header.kind.as_str(), header.document_type.as_str()) {
            ("pipeline", "kubernetes") => {
                let mut pipeline = Box::<Pipeline>::default();
                pipeline.absorb(root, &mut cx);
                pipeline.depends_on.clone_from(&header.depends_on);
                take_nulls(&mut pipeline, source, &cx);
                names::check(&pipeline, source, &mut problems);
                Body::Pipeline(pipeline)
            }
            ("secret", _) => Body::Secret(body::<SecretDocument>(root, &mut cx)),
            ("signature", _) => Body::Signature(body::<SignatureDocument>(root, &mut cx)),
            _ => Body::Other,
        };
        let span = tree.node(root).span;
        Some(Document {
            span,
            line: source.line(span.start),
            header,
            body,
        })
    };
    problems.extend(cx.into_problems());
    (document, problems)
}

fn body<T: Absorb + Default>(root: yaml::NodeId, cx: &mut Cx<'_>) -> T {
    let mut body = T::default();
    body.absorb(root, cx);
    body
}

/// Moves empty list items out of the lists.
fn take_nulls(pipeline: &mut Pipeline, source: &Source, cx: &Cx<'_>) {
    let mut nulls = Vec::new();
    let mut keep = |list: NullList, span: Span, name: &Spanned<String>| {
        let is_null = span.is_empty() && cx.is_nil_item(name.span);
        if is_null {
            // Nothing is hard to point at: take the `-` before it.
            let line = source.line_span(source.line(name.span.start));
            let before = source
                .slice(Span::new(line.start, name.span.start))
                .trim_end();
            let end = line.start + offset(before.len());
            let dash = Span::new(end.saturating_sub(1), end);
            let is_dash = name.span.is_empty() && before.ends_with('-');
            nulls.push(NullEntry {
                list,
                span: if is_dash { dash } else { name.span },
            });
        }
        !is_null
    };
    pipeline
        .services
        .retain(|step| keep(NullList::Services, step.span, &step.name));
    pipeline
        .steps
        .retain(|step| keep(NullList::Steps, step.span, &step.name));
    pipeline
        .volumes
        .retain(|volume| keep(NullList::Volumes, volume.span, &volume.name));
    for step in pipeline.services.iter_mut().chain(&mut pipeline.steps) {
        step.volumes
            .retain(|mount| keep(NullList::Mounts, mount.span, &mount.name));
    }
    pipeline.null_entries = nulls;
}
