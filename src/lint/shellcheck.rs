//! What shellcheck answers.

use serde::Deserialize;

/// An answer of shellcheck in its format `json1`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Answer {
    pub(super) comments: Vec<Comment>,
}

/// One finding. Lines and columns start at 1, columns count characters.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Comment {
    pub(super) line: usize,
    pub(super) end_line: usize,
    pub(super) column: usize,
    pub(super) end_column: usize,
    pub(super) level: String,
    pub(super) code: u32,
    pub(super) message: String,
}

impl Answer {
    /// Reads what shellcheck printed.
    ///
    /// # Errors
    /// For a person: that it is something else.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(text).map_err(|error| {
            format!(
                "shellcheck's answer is not in its format json1 ({error})\n  is it older than 0.7?"
            )
        })
    }
}
