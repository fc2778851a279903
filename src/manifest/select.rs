//! Which pipeline of a file to run.

use std::fmt;

use super::{Body, Document, Manifest, Pipeline, name_or_default};

/// The Kubernetes pipeline with a name; of several with the same name the first.
///
/// Without a name there must be exactly one. The empty name and `default` are the same.
pub fn select<'m>(manifest: &'m Manifest, name: Option<&str>) -> Result<&'m Pipeline, SelectError> {
    let pipelines = || {
        manifest
            .documents
            .iter()
            .filter(|document| document.is_kubernetes())
    };
    let found = match name {
        Some(name) => manifest
            .pipelines()
            .find(|pipeline| pipeline.display_name() == name_or_default(name)),
        None if pipelines().count() == 1 => manifest.pipelines().next(),
        None => None,
    };
    found.ok_or_else(|| {
        let kubernetes: Vec<_> = pipelines().map(Found::new).collect();
        if kubernetes.is_empty() {
            let documents = manifest.documents.iter().map(Found::new).collect();
            return SelectError::NoPipeline { documents };
        }
        let Some(name) = name else {
            return SelectError::Several {
                pipelines: kubernetes,
            };
        };
        let name = name_or_default(name).to_owned();
        let is_meant = |document: &&Document| {
            document.header.kind.value == "pipeline"
                && name_or_default(&document.header.name.value) == name
        };
        let other = manifest
            .documents
            .iter()
            .find(is_meant)
            .map(Found::new)
            .map(Box::new);
        SelectError::Unknown {
            name,
            other,
            pipelines: kubernetes,
        }
    })
}

impl Document {
    /// Whether it is a pipeline that can be run here.
    fn is_kubernetes(&self) -> bool {
        matches!(self.body, Body::Pipeline(_))
    }
}

/// Why no pipeline could be chosen. The text says what the file holds instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// A name is needed.
    #[error("the file holds {} kubernetes pipelines: {}; say which one to run", .pipelines.len(), list(.pipelines))]
    Several {
        /// The pipelines.
        pipelines: Vec<Found>,
    },
    /// No Kubernetes pipeline has the name.
    #[error("{}", unknown(.name, .other.as_deref(), .pipelines))]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// A pipeline of that name that is not for Kubernetes.
        other: Option<Box<Found>>,
        /// The pipelines there are.
        pipelines: Vec<Found>,
    },
    /// There is no Kubernetes pipeline at all.
    #[error("{}", none(.documents))]
    NoPipeline {
        /// What there is.
        documents: Vec<Found>,
    },
}

/// A document as an error names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `kind`.
    pub kind: String,
    /// `type`.
    pub document_type: String,
    /// `name`, `default` if there is none.
    pub name: String,
    /// Line on which the document begins, from 1.
    pub line: u32,
}

impl Found {
    fn new(document: &Document) -> Self {
        let header = &document.header;
        Self {
            kind: header.kind.value.clone(),
            document_type: header.document_type.value.clone(),
            name: name_or_default(&header.name.value).to_owned(),
            line: document.line,
        }
    }

    /// The document in words: "a docker pipeline `x`".
    fn describe(&self) -> String {
        let Self {
            kind,
            document_type,
            name,
            line,
        } = self;
        match (kind.as_str(), document_type.as_str()) {
            ("pipeline", "") => format!("a pipeline `{name}` without `type` (line {line})"),
            ("pipeline", _) => format!("a {document_type} pipeline `{name}` (line {line})"),
            ("", _) => format!("a document without `kind` (line {line})"),
            _ => format!("a document of kind `{kind}` (line {line})"),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` (line {})", self.name, self.line)
    }
}

/// How many documents an error names.
const MOST_NAMED: usize = 20;

fn list(found: &[Found]) -> String {
    enumerate(found, Found::to_string)
}

fn enumerate(found: &[Found], words: impl Fn(&Found) -> String) -> String {
    let mut named: Vec<_> = found.iter().take(MOST_NAMED).map(words).collect();
    if found.len() > MOST_NAMED {
        named.push(format!("and {} more", found.len() - MOST_NAMED));
    }
    named.join(", ")
}

fn unknown(name: &str, other: Option<&Found>, pipelines: &[Found]) -> String {
    let other = other.map_or_else(String::new, |other| {
        format!(", but {}, which cannot run in Kubernetes", other.describe())
    });
    let pipelines = list(pipelines);
    format!("the file holds no kubernetes pipeline `{name}`{other}; there is {pipelines}")
}

fn none(documents: &[Found]) -> String {
    if documents.is_empty() {
        return "the file holds no pipeline: it has no documents at all".to_owned();
    }
    let what = enumerate(documents, Found::describe);
    let help = if documents.iter().any(|found| found.kind == "pipeline") {
        "a pipeline for Kubernetes needs `type: kubernetes`"
    } else {
        "a pipeline for Kubernetes needs `kind: pipeline` and `type: kubernetes`"
    };
    format!("the file holds no kubernetes pipeline, only {what}; {help}")
}
