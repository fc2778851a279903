//! Errors of a run: what happened, why, and what to do next.

use std::fmt;

/// What kind of thing went wrong; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The kubeconfig cannot be used: exit 2.
    Config,
    /// No connection to the API server, or it was lost for too long.
    Unreachable,
    /// The server does not accept the credentials.
    Unauthorized,
    /// A right is missing.
    Forbidden,
    /// The server refuses an object: quota, admission, validation.
    Rejected,
    /// An image cannot be pulled.
    Image,
    /// A container cannot be made or started.
    Container,
    /// No node takes the Pod.
    Unschedulable,
    /// The Pod was deleted, evicted or lost while it ran.
    PodLost,
    /// The working tree cannot be read or sent.
    Upload,
    /// Something that should not happen.
    Internal,
}

/// An error that ends a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What kind.
    pub kind: Kind,
    /// What happened and why, with the server's own words.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Error {
    /// An error without a hint.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
