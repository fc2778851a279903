//! What is wrong with a file, and where: the one type for syntax errors, type errors and findings.

use super::Span;

/// How bad a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used as it is.
    Error,
    /// The file is accepted, but does something its author hardly meant.
    Warning,
    /// Worth knowing; nothing is wrong.
    Info,
}

impl Severity {
    /// The word for it: `error`, `warning` or `info`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// New text in place of a range of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A way to mend a [`Problem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "rename it to `commands`".
    pub title: String,
    /// All of them or none; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether the file certainly means what its author wanted afterwards.
    pub safe: bool,
}

/// A second place that helps to understand a [`Problem`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// Something wrong at a place in a [`Source`](super::Source).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Short stable name, such as `missing-image`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub span: Span,
    /// What is wrong, in one line.
    pub message: String,
    /// Further places, such as the first of two equal names.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// What the official runner says to the same thing, word for word, so that people can find
    /// what others wrote about it. Its line numbers count within the document, not the file.
    pub official: Option<String>,
    /// How it can be mended by machine.
    pub fix: Option<Fix>,
}

impl Problem {
    /// An error at a place.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    fn new(severity: Severity, code: &'static str, span: Span, message: String) -> Self {
        Self {
            code,
            severity,
            span,
            message,
            labels: Vec::new(),
            help: None,
            official: None,
            fix: None,
        }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with the official runner's words.
    #[must_use]
    pub fn official(mut self, text: impl Into<String>) -> Self {
        self.official = Some(text.into());
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Sets how it is mended: each edit replaces a range of bytes of the file.
    pub fn set_fix(
        &mut self,
        safe: bool,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = (Span, String)>,
    ) {
        let edits = edits.into_iter().map(|(span, text)| Edit { span, text });
        self.fix = Some(Fix {
            title: title.into(),
            edits: edits.collect(),
            safe,
        });
    }

    /// Whether the file cannot be used because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Moves all places with `map`: used when a text was read after substitution and the places
    /// must point into the file as it was written.
    pub fn map_spans(&mut self, map: impl Fn(Span) -> Span) {
        self.span = map(self.span);
        for label in &mut self.labels {
            label.span = map(label.span);
        }
        // Its bytes are not those of the file.
        self.fix = None;
    }
}

/// Puts problems in the order of their places, errors before warnings at the same place.
pub fn sort(problems: &mut [Problem]) {
    problems.sort_by(|a, b| {
        let key = |problem: &Problem| (problem.span.start, problem.severity, problem.span.end);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.message.cmp(&b.message))
            .then_with(|| a.code.cmp(b.code))
    });
}
