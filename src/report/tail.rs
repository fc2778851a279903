//! The end of a step's output, kept for the summary.

use super::text;

/// Bytes that are kept.
const BYTES: usize = 8 * 1024;
/// Lines that are shown.
const LINES: usize = 10;

/// The last bytes of a step. Adding costs a copy of at most [`BYTES`], whatever the volume.
#[derive(Debug, Default)]
pub(super) struct Tail {
    bytes: Vec<u8>,
    /// Something before `bytes` was dropped.
    cut: bool,
}

impl Tail {
    /// Adds output.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let skipped = bytes.len().saturating_sub(BYTES);
        if skipped > 0 {
            self.cut = true;
            self.bytes.clear();
        }
        self.bytes
            .extend_from_slice(bytes.get(skipped..).unwrap_or_default());
        if self.bytes.len() > 2 * BYTES {
            self.cut = true;
            self.bytes.drain(..self.bytes.len() - BYTES);
        }
    }

    /// The last lines, harmless for a terminal.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = text::clean(&self.bytes);
        if self.cut && lines.len() <= LINES {
            // The first one may have lost its start.
            if let Some(first) = lines.first_mut() {
                first.insert(0, '…');
            }
        }
        lines.split_off(lines.len().saturating_sub(LINES))
    }
}
