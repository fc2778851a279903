//! Shell code taken apart into simple commands and words: just enough to judge commands without
//! taking quotes, comments and here-documents for code.
//!
//! The text may be raw: `$$` counts as the `$` that it becomes, `${…}` as a word's part.

mod read;

use std::ops::Range;

/// A piece of shell code.
#[derive(Debug, Default)]
pub(super) struct Shell {
    /// The simple commands in the order in which they end.
    pub(super) commands: Vec<Simple>,
    /// Text in which the shell replaces nothing: single quotes, comments, quoted here-documents.
    opaque: Vec<Range<usize>>,
    /// Comments.
    pub(super) comments: Vec<Range<usize>>,
    /// Substitutions with backticks.
    pub(super) backticks: Vec<Range<usize>>,
    /// Variables that are used.
    pub(super) variables: Vec<Used>,
    /// Whether a quote or bracket is not closed.
    pub(super) is_open: bool,
}

/// A use of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Used {
    /// Its name.
    pub(super) name: Range<usize>,
    /// Whether it is `${…}` with a single dollar, which Drone replaces before the shell sees it.
    pub(super) by_drone: bool,
}

/// A simple command.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Simple {
    /// Its words, assignments left out.
    pub(super) words: Vec<Range<usize>>,
    /// Names that are assigned in front of it or alone.
    pub(super) assigned: Vec<Range<usize>>,
    /// Whether its input comes from a pipe, a file, or whatever is around it.
    pub(super) has_input: bool,
    /// Whether its output goes into a pipe, a file or a substitution.
    pub(super) is_captured: bool,
    /// Whether it stands in a loop, a condition or brackets.
    pub(super) is_inner: bool,
    /// Where its last word ends.
    pub(super) end: usize,
}

impl Simple {
    /// The words as text.
    pub(super) fn texts<'t>(&self, code: &'t str) -> Vec<&'t str> {
        self.words
            .iter()
            .map(|word| code.get(word.clone()).unwrap_or_default())
            .collect()
    }
}

impl Shell {
    /// Reads code.
    pub(super) fn parse(code: &str) -> Self {
        read::read(code)
    }

    /// Whether the shell replaces variables at an offset.
    pub(super) fn expands_at(&self, at: usize) -> bool {
        let after = self.opaque.partition_point(|range| range.start <= at);
        after
            .checked_sub(1)
            .and_then(|before| self.opaque.get(before))
            .is_none_or(|range| range.end <= at)
    }

    /// The variables that are used in a part of the text.
    pub(super) fn variables_in(&self, part: &Range<usize>) -> impl Iterator<Item = &Used> {
        let end = part.end;
        let start = self
            .variables
            .partition_point(|used| used.name.start < part.start);
        let rest = self.variables.get(start..).unwrap_or_default();
        rest.iter().take_while(move |used| used.name.end <= end)
    }
}

#[cfg(test)]
mod tests;
