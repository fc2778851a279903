//! The documents of a file, whatever their kind.

use super::{Concurrency, Map, Pipeline, Platform};
use crate::source::{Span, Spanned};

/// All documents of a `.drone.yml` in order. Documents that hold nothing are left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Manifest {
    /// The documents.
    pub documents: Vec<Document>,
}

impl Manifest {
    /// The Kubernetes pipelines in order.
    pub fn pipelines(&self) -> impl Iterator<Item = &Pipeline> {
        self.documents
            .iter()
            .filter_map(|document| match &document.body {
                Body::Pipeline(pipeline) => Some(&**pipeline),
                _ => None,
            })
    }
}

/// One document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// From its first to its last value.
    pub span: Span,
    /// Line on which it begins, from 1.
    pub line: u32,
    /// The fields that every document has.
    pub header: Header,
    /// What is particular to its kind.
    pub body: Body,
}

/// The fields Drone reads from every document before it looks at the kind.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    /// `version`.
    pub version: Spanned<String>,
    /// `kind`.
    pub kind: Spanned<String>,
    /// `type`.
    pub document_type: Spanned<String>,
    /// `name`.
    pub name: Spanned<String>,
    /// `depends_on`: names of other pipelines.
    pub depends_on: Vec<Spanned<String>>,
    /// `node`.
    pub node: Map<Spanned<String>>,
    /// `concurrency`.
    pub concurrency: Concurrency,
    /// `platform`.
    pub platform: Platform,
}

/// What a document is.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `kind: pipeline` with `type: kubernetes`.
    Pipeline(Box<Pipeline>),
    /// `kind: secret`.
    Secret(SecretDocument),
    /// `kind: signature`.
    Signature(SignatureDocument),
    /// Anything else, which the runner skips: pipelines of other types, templates, unknown kinds.
    Other,
}

/// `kind: secret`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecretDocument {
    /// `name`.
    pub name: Spanned<String>,
    /// `data`: the encrypted value.
    pub data: Spanned<String>,
    /// `get`: where an external store keeps it.
    pub get: SecretGet,
}

/// `get` of a `kind: secret` document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecretGet {
    /// `path`.
    pub path: Spanned<String>,
    /// `name`.
    pub name: Spanned<String>,
    /// `key`.
    pub key: Spanned<String>,
}

/// `kind: signature`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignatureDocument {
    /// `hmac` over the rest of the file; never checked by a runner.
    pub hmac: Spanned<String>,
}
