//! Output of steps for files and pipes: bytes unchanged, each line behind the name of its step.

use super::steps::Steps;

/// Puts the prefix before each line.
///
/// Nothing is held back: a line that is not over stays open, and gets its newline as soon as another
/// step writes, or its own step ends.
#[derive(Debug, Default)]
pub(super) struct Prefixed {
    /// The step whose line is open.
    open: Option<usize>,
}

impl Prefixed {
    /// Appends output of a step to `out`.
    pub(super) fn write(&mut self, step: usize, bytes: &[u8], steps: &Steps, out: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        if self.open.is_some_and(|open| open != step) {
            self.close(out);
        }
        let prefix = steps.prefix(step);
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.open.take().is_none() {
                out.extend_from_slice(prefix);
            }
            out.extend_from_slice(line);
            if line.last() != Some(&b'\n') {
                self.open = Some(step);
            }
        }
    }

    /// A step is over.
    pub(super) fn end(&mut self, step: usize, out: &mut Vec<u8>) {
        if self.open == Some(step) {
            self.close(out);
        }
    }

    /// Ends the open line, whosever it is.
    pub(super) fn close(&mut self, out: &mut Vec<u8>) {
        if self.open.take().is_some() {
            out.push(b'\n');
        }
    }
}
