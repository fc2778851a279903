//! Masking of one stream of bytes.

use aho_corasick::automaton::StateID;

use super::{MASK, Masker};

/// Input is worked on in slices of this size, so that a huge chunk does not double its memory.
const SLICE: usize = 64 * 1024;

/// Masks one stream of bytes, cut in any way. Holds back only what may be the beginning of a
/// secret: at most a few hundred bytes.
#[derive(Debug)]
pub struct MaskStream {
    masker: Masker,
    /// State of the automaton after [`MaskStream::held`].
    state: StateID,
    /// Input that was not given out yet.
    held: Vec<u8>,
    /// Runs of covered bytes in `held`, in order, neither overlapping nor touching.
    covered: Vec<(usize, usize)>,
    /// The last byte given out was covered.
    masking: bool,
}

impl MaskStream {
    pub(super) fn new(masker: Masker) -> Self {
        let state = masker.shared.matcher.as_ref().map(|matcher| matcher.start);
        let state = state.unwrap_or_default();
        Self {
            masker,
            state,
            held: Vec::new(),
            covered: Vec::new(),
            masking: false,
        }
    }

    /// Appends to `out` what can be shown after `input`.
    ///
    /// Everything but the live beginning of a secret is given out at once, so nothing has to be
    /// done when a stream falls silent.
    pub fn push(&mut self, input: &[u8], out: &mut Vec<u8>) {
        let masker = self.masker.clone();
        let Some(matcher) = &masker.shared.matcher else {
            out.extend_from_slice(input);
            return;
        };
        for slice in input.chunks(SLICE) {
            let before = self.held.len();
            self.held.extend_from_slice(slice);
            let mut state = self.state;
            for (index, &byte) in slice.iter().enumerate() {
                let (next, len) = matcher.step(state, byte);
                state = next;
                if len > 0 {
                    self.cover(before + index + 1, len);
                }
            }
            self.state = state;
            let live = matcher.live_prefix(state, &self.held);
            self.give_out(self.held.len() - live, out);
        }
    }

    /// Ends the stream: appends to `out` what was held back, which is no secret as it is.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.give_out(self.held.len(), out);
        *self = Self::new(self.masker.clone());
    }

    /// Joins the `len` bytes before `end` to the covered runs.
    fn cover(&mut self, end: usize, len: usize) {
        let mut start = end.saturating_sub(len);
        while let Some(&(first, last)) = self.covered.last() {
            if last < start {
                break;
            }
            start = start.min(first);
            self.covered.pop();
        }
        self.covered.push((start, end));
    }

    /// Moves the first `end` bytes of `held` to `out`.
    fn give_out(&mut self, end: usize, out: &mut Vec<u8>) {
        let mut done = 0;
        for &(first, last) in &self.covered {
            if first >= end {
                break;
            }
            if first > done {
                out.extend_from_slice(&self.held[done..first]);
                self.masking = false;
            }
            if !self.masking {
                out.extend_from_slice(MASK);
                self.masking = true;
            }
            done = last.min(end);
        }
        if done < end {
            out.extend_from_slice(&self.held[done..end]);
            self.masking = false;
        }
        self.covered.retain_mut(|run| {
            *run = (run.0.saturating_sub(end), run.1.saturating_sub(end));
            run.1 > 0
        });
        self.held.drain(..end);
    }
}
