//! Replaces secrets in the output of steps by `******`, across all borders of lines and chunks.
//!
//! Drone replaces line by line and only the plain value. Here an Aho-Corasick automaton runs over
//! the bytes of the stream and knows each value, its lines, and its base64, URL, JSON, shell and
//! hexadecimal forms. Matches may overlap; each run of covered bytes becomes one `******`, and the
//! result does not depend on how the stream was cut into chunks.
//!
//! Masking is best effort: a command can always print a secret in a form that nobody foresees.

mod encode;
mod needles;
mod stream;

use std::fmt;
use std::sync::Arc;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, BuildError, MatchKind};

pub use stream::MaskStream;

/// What stands in place of a secret (Drone's own text).
pub const MASK: &[u8] = b"******";
/// Bytes of all values together that a masker takes. A Kubernetes Secret holds at most 1 MiB.
const MAX_VALUES: usize = 4 << 20;

/// Knows the secrets of a run. Cheap to clone; each stream of bytes needs its own [`MaskStream`].
#[derive(Clone)]
pub struct Masker {
    shared: Arc<Shared>,
}

struct Shared {
    /// `None` when there is nothing to look for.
    matcher: Option<Matcher>,
    unmasked: Vec<usize>,
    partial: bool,
}

/// The values cannot be masked, so nothing that may print them should run.
#[derive(Debug, thiserror::Error)]
#[error(
    "the values of the secrets have {bytes} bytes together, more than can be masked in the output \
     (4 MiB): pass large files by a volume instead of a secret"
)]
pub struct MaskError {
    /// Size of all values.
    pub bytes: usize,
}

impl Masker {
    /// A masker for `values`; fails only when they have more than 4 MiB together.
    ///
    /// A value is looked for without the white space at its ends. Values shorter than 4 bytes are
    /// not masked (see [`Masker::unmasked`]); of a multi-line value each line of at least 6 bytes
    /// is masked on its own too. Without values the streams copy their input.
    pub fn new<'a>(values: impl Iterator<Item = &'a str>) -> Result<Self, MaskError> {
        let values: Vec<&str> = values.collect();
        let bytes = values.iter().map(|value| value.len()).sum();
        let too_large = || MaskError { bytes };
        if bytes > MAX_VALUES {
            return Err(too_large());
        }
        let needles = needles::collect(values.into_iter());
        let matcher = if needles.list.is_empty() {
            None
        } else {
            Some(Matcher::new(needles.list.iter()).map_err(|_| too_large())?)
        };
        let (unmasked, partial) = (needles.unmasked, needles.partial);
        Ok(Self {
            shared: Arc::new(Shared {
                matcher,
                unmasked,
                partial,
            }),
        })
    }

    /// Indices, in the order given to [`Masker::new`], of values that are too short to be masked.
    /// Empty values are not among them.
    pub fn unmasked(&self) -> &[usize] {
        &self.shared.unmasked
    }

    /// Whether the values are so large (about 100 KiB) that not all of their encoded forms are
    /// looked for. The values themselves are.
    pub fn is_partial(&self) -> bool {
        self.shared.partial
    }

    /// Masking at the start of a stream of bytes.
    pub fn stream(&self) -> MaskStream {
        MaskStream::new(self.clone())
    }

    /// `text` with all secrets replaced, for messages that are not part of a stream.
    pub fn text(&self, text: &str) -> String {
        let mut out = Vec::with_capacity(text.len());
        let mut stream = self.stream();
        stream.push(text.as_bytes(), &mut out);
        stream.finish(&mut out);
        // needles are whole characters of UTF-8 text, so what is left is UTF-8 too
        String::from_utf8_lossy(&out).into_owned()
    }
}

impl fmt::Debug for Masker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Masker").finish_non_exhaustive()
    }
}

/// The automaton of all needles.
struct Matcher {
    automaton: NFA,
    start: StateID,
    anchored: StateID,
}

impl Matcher {
    fn new<'a>(needles: impl Iterator<Item = &'a Vec<u8>>) -> Result<Self, BuildError> {
        let automaton = NFA::builder()
            .match_kind(MatchKind::Standard)
            // output rarely is free of the first bytes of thousands of needles
            .prefilter(false)
            // twice the speed with few needles, no loss with thousands
            .dense_depth(4)
            .build(needles)?;
        // an NFA has both start states and never refuses to give them
        let state = |anchored| automaton.start_state(anchored).unwrap_or_default();
        let (start, anchored) = (state(Anchored::No), state(Anchored::Yes));
        Ok(Self {
            automaton,
            start,
            anchored,
        })
    }

    /// The state after `byte`, and the length of the longest needle that ends with it (0: none).
    #[inline]
    fn step(&self, state: StateID, byte: u8) -> (StateID, usize) {
        let next = self.automaton.next_state(Anchored::No, state, byte);
        let mut longest = 0;
        if self.automaton.is_special(next) && self.automaton.is_match(next) {
            for index in 0..self.automaton.match_len(next) {
                let pattern = self.automaton.match_pattern(next, index);
                longest = longest.max(self.automaton.pattern_len(pattern));
            }
        }
        (next, longest)
    }

    /// Bytes at the end of `bytes` that more input may make part of a needle.
    ///
    /// `state` is the state after `bytes`.
    fn live_prefix(&self, state: StateID, bytes: &[u8]) -> usize {
        if state == self.start {
            return 0;
        }
        let longest = bytes.len().min(self.automaton.max_pattern_len() - 1);
        let tails = (1..=longest).rev();
        tails
            .into_iter()
            .find(|&len| self.is_live(&bytes[bytes.len() - len..]))
            .unwrap_or(0)
    }

    /// Whether `bytes` is the beginning of a needle that is longer.
    fn is_live(&self, bytes: &[u8]) -> bool {
        let next = |state, byte| {
            let next = self.automaton.next_state(Anchored::Yes, state, byte);
            (!self.automaton.is_dead(next)).then_some(next)
        };
        let end = bytes
            .iter()
            .try_fold(self.anchored, |state, &byte| next(state, byte));
        end.is_some_and(|state| {
            !self.automaton.is_match(state) || (0..=u8::MAX).any(|byte| next(state, byte).is_some())
        })
    }
}
