//! Remarks about the tree, as many as a person reads.

use std::path::Path;

/// Remarks that are shown one by one.
const SHOWN: usize = 10;

/// Remarks in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    shown: Vec<String>,
    hidden: usize,
}

impl Notes {
    pub(super) fn add(&mut self, note: String) {
        if self.shown.len() < SHOWN {
            self.shown.push(note);
        } else {
            self.hidden += 1;
        }
    }

    /// All remarks, the last one for those that are not shown.
    pub(super) fn into_list(mut self) -> Vec<String> {
        if self.hidden > 0 {
            self.shown
                .push(format!("and {} more of this kind", self.hidden));
        }
        self.shown
    }
}

/// A name in quotes, without anything that a terminal would obey.
pub(super) fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.to_string_lossy().escape_debug())
}
