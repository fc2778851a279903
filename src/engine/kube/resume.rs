//! Makes one stream of bytes out of many log responses that overlap.
//!
//! Every response line is `TIMESTAMP SP TEXT`. The API server cuts `sinceTime` to whole seconds, so a
//! resumed response repeats lines; they are recognised by timestamp and content, never by time alone:
//! stdout and stderr are stamped by two writers and may stand slightly out of order.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};

use k8s_openapi::jiff::Timestamp;

/// How far back a resumed request reaches behind the last line seen, in seconds.
const OVERLAP_SECONDS: i64 = 1;
/// Longest piece of a line that is held in memory before a part of it is passed on.
const LONGEST_PIECE: usize = 256 << 10;

/// What one call of [`Resume::feed`] found out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing is missing as far as can be known.
    Whole,
    /// The line that had to come back did not: what was written between the two is lost.
    Gap { from: Timestamp, to: Timestamp },
}

/// The state over all responses for one container.
#[derive(Default)]
pub(super) struct Resume {
    hasher: RandomState,
    /// Lines passed on that a resumed response may repeat: timestamp and hash, in order.
    seen: VecDeque<(Timestamp, u64)>,
    last: Option<Timestamp>,
    /// The first line of the node's log file, as far as is known.
    first: Option<(Timestamp, u64)>,
    /// Lines that this response is expected to repeat.
    expected: HashMap<(Timestamp, u64), u32>,
    /// The last line passed on; it must come back in a resumed response.
    witness: Option<(Timestamp, u64)>,
    /// The incomplete line at the end of the bytes so far.
    line: Vec<u8>,
    /// A line too long for memory: its timestamp and the bytes of text passed on already.
    long: Option<(Timestamp, usize)>,
    /// In the middle of that line; what follows is text until a newline.
    inside_long: bool,
    /// Bytes of the long line that this response repeats and that are to be dropped.
    skip: usize,
    passed: u64,
}

impl Resume {
    /// `sinceTime` of the next request: whole seconds, because the client library rounds half up.
    pub(super) fn since(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.last?.as_second() - OVERLAP_SECONDS).ok()
    }

    /// Whether the last line passed on has come back in this response: if not, the response was not
    /// a whole look at what there is.
    pub(super) fn is_confirmed(&self) -> bool {
        self.witness.is_none()
    }

    /// Whether the response ended in the middle of a line.
    pub(super) fn is_inside_line(&self) -> bool {
        self.inside_long || !self.line.is_empty()
    }

    /// The node's log file begins with `line` now. If that is news, the node has rotated the file:
    /// gives the time of the first line behind the rotation and, if it is still known, of the last
    /// one before it.
    pub(super) fn rotated(&mut self, line: &[u8]) -> Option<(Option<Timestamp>, Timestamp)> {
        let (time, text) = split(line)?;
        let key = (time, self.hasher.hash_one(text));
        let known = self.first.replace(key)?;
        if known == key {
            return None;
        }
        let at = self.seen.iter().position(|seen| *seen == key);
        let before = at
            .and_then(|at| self.seen.get(at.checked_sub(1)?))
            .map(|(time, _)| *time);
        Some((before, time))
    }

    /// Grows with every byte passed on.
    pub(super) fn progress(&self) -> u64 {
        self.passed
    }

    /// A new response begins.
    pub(super) fn restart(&mut self) {
        self.line.clear();
        self.inside_long = false;
        self.skip = 0;
        self.expected.clear();
        let since = self.since();
        self.seen
            .retain(|(time, _)| since.is_none_or(|since| *time >= since));
        for key in &self.seen {
            *self.expected.entry(*key).or_default() += 1;
        }
        self.witness = self.seen.back().copied();
    }

    /// Takes bytes of a response; the text of new lines goes to `out`.
    pub(super) fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Progress {
        let before = out.len();
        let mut progress = Progress::Whole;
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let complete = piece.ends_with(b"\n");
            if self.inside_long {
                self.long_text(piece, out);
                if complete {
                    self.inside_long = false;
                    self.long = None;
                }
                continue;
            }
            self.line.extend_from_slice(piece);
            if !complete && self.line.len() < LONGEST_PIECE {
                continue;
            }
            let line = std::mem::take(&mut self.line);
            if let Progress::Gap { from, to } = self.take(&line, complete, out) {
                progress = Progress::Gap { from, to };
            }
        }
        self.passed += (out.len() - before) as u64;
        progress
    }

    /// What is left when the container has ended: a last line without a newline.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            let _ = self.take(&line, true, &mut out);
        }
        out
    }

    fn take(&mut self, line: &[u8], complete: bool, out: &mut Vec<u8>) -> Progress {
        // A line without a timestamp is an error text of the kubelet, never output.
        let Some((time, text)) = split(line) else {
            return Progress::Whole;
        };
        if let Some((long, passed)) = self.long
            && long == time
        {
            self.skip = passed;
            self.inside_long = !complete;
            self.long_text(text, out);
            if complete {
                self.long = None;
            }
            return Progress::Whole;
        }
        let key = (time, self.hasher.hash_one(text));
        if complete {
            self.first.get_or_insert(key);
        }
        if self.witness == Some(key) {
            self.witness = None;
        }
        if let Some(count) = self.expected.get_mut(&key)
            && *count > 0
        {
            *count -= 1;
            return Progress::Whole;
        }
        let mut progress = Progress::Whole;
        if let Some((from, _)) = self.witness
            && time > from
        {
            progress = Progress::Gap { from, to: time };
            self.witness = None;
        }
        if self.last.is_none_or(|last| time > last) {
            self.last = Some(time);
            self.forget_old();
        }
        out.extend_from_slice(text);
        if complete {
            self.seen.push_back(key);
        } else {
            self.long = Some((time, text.len()));
            self.inside_long = true;
        }
        progress
    }

    fn long_text(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let dropped = self.skip.min(text.len());
        self.skip -= dropped;
        out.extend_from_slice(&text[dropped..]);
        if let Some((_, passed)) = &mut self.long {
            *passed += text.len() - dropped;
        }
    }

    fn forget_old(&mut self) {
        let Some(since) = self.since() else { return };
        while self.seen.front().is_some_and(|(time, _)| *time < since) {
            self.seen.pop_front();
        }
    }
}

fn split(line: &[u8]) -> Option<(Timestamp, &[u8])> {
    let space = line.iter().take(40).position(|byte| *byte == b' ')?;
    let time = std::str::from_utf8(&line[..space]).ok()?.parse().ok()?;
    Some((time, &line[space + 1..]))
}

#[cfg(test)]
mod tests {
    use super::{Progress, Resume, Timestamp};

    fn line(second: u32, nano: u32, text: &str) -> String {
        format!("2026-01-02T03:04:{second:02}.{nano:09}Z {text}\n")
    }

    fn response(range: std::ops::Range<u32>) -> String {
        // 100 lines a second.
        range
            .map(|n| line(n / 100, n % 100, &format!("line {n}")))
            .collect()
    }

    fn text(range: std::ops::Range<u32>) -> String {
        use std::fmt::Write;
        range.fold(String::new(), |mut all, n| {
            let _ = writeln!(all, "line {n}");
            all
        })
    }

    /// What the server sends for `sinceTime`.
    fn since(resume: &Resume, all: &str) -> String {
        let since = resume.since();
        all.split_inclusive('\n')
            .filter(|line| {
                let time: Timestamp = line.split(' ').next().unwrap().parse().unwrap();
                since.is_none_or(|since| time >= since)
            })
            .collect()
    }

    #[test]
    fn a_cut_at_any_byte_loses_and_repeats_nothing() {
        let all = response(85..125);
        for cut in 0..all.len() {
            let mut resume = Resume::default();
            let mut out = Vec::new();
            resume.restart();
            resume.feed(&all.as_bytes()[..cut], &mut out);
            let rest = since(&resume, &all);
            resume.restart();
            assert_eq!(resume.feed(rest.as_bytes(), &mut out), Progress::Whole);
            assert_eq!(
                String::from_utf8(out).unwrap(),
                text(85..125),
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn equal_lines_with_equal_timestamps_are_counted() {
        let all = line(1, 5, "same").repeat(1000);
        for cut in [0, 1, 40, 41, 500, all.len() - 1, all.len()] {
            let mut resume = Resume::default();
            let mut out = Vec::new();
            resume.restart();
            resume.feed(&all.as_bytes()[..cut], &mut out);
            resume.restart();
            resume.feed(all.as_bytes(), &mut out);
            assert_eq!(out, "same\n".repeat(1000).into_bytes(), "cut at {cut}");
        }
    }

    #[test]
    fn a_line_that_does_not_come_back_is_a_named_gap() {
        let mut resume = Resume::default();
        let mut out = Vec::new();
        resume.restart();
        resume.feed(response(0..100).as_bytes(), &mut out);
        resume.restart();
        let progress = resume.feed(response(900..910).as_bytes(), &mut out);
        assert!(matches!(progress, Progress::Gap { .. }));
        // Told once.
        assert_eq!(
            resume.feed(response(910..920).as_bytes(), &mut out),
            Progress::Whole
        );
    }

    #[test]
    fn a_long_line_is_passed_on_in_pieces_and_resumed_inside() {
        let long = "x".repeat(700_000);
        let all = line(1, 1, "first") + &line(1, 2, &long) + &line(1, 3, "last");
        for cut in [300_000, 500_000, 699_000] {
            let mut resume = Resume::default();
            let mut out = Vec::new();
            resume.restart();
            for piece in all.as_bytes()[..cut].chunks(4096) {
                resume.feed(piece, &mut out);
            }
            resume.restart();
            for piece in all.as_bytes().chunks(4096) {
                resume.feed(piece, &mut out);
            }
            assert_eq!(
                out.len(),
                "first\nlast\n".len() + long.len() + 1,
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn a_rotation_is_told_once_with_the_lines_around_it() {
        let mut resume = Resume::default();
        let mut out = Vec::new();
        resume.restart();
        resume.feed(response(0..100).as_bytes(), &mut out);
        let first = |n| response(n..n + 1).into_bytes();
        assert!(resume.rotated(&first(0)).is_none());
        let (before, after) = resume.rotated(&first(50)).unwrap();
        assert_eq!(before.unwrap().subsec_nanosecond(), 49);
        assert_eq!(after.subsec_nanosecond(), 50);
        assert!(resume.rotated(&first(50)).is_none());
    }

    #[test]
    fn an_answer_without_the_last_line_is_not_trusted() {
        let mut resume = Resume::default();
        let mut out = Vec::new();
        resume.restart();
        resume.feed(response(0..10).as_bytes(), &mut out);
        resume.restart();
        assert!(!resume.is_confirmed());
        resume.feed(response(5..10).as_bytes(), &mut out);
        assert!(resume.is_confirmed());
    }

    #[test]
    fn an_error_text_of_the_kubelet_is_not_output() {
        let mut resume = Resume::default();
        let mut out = Vec::new();
        resume.restart();
        resume.feed(
            b"unable to retrieve container logs for containerd://abc\n",
            &mut out,
        );
        assert!(out.is_empty());
    }

    #[test]
    fn the_last_line_may_lack_its_newline() {
        let mut resume = Resume::default();
        let mut out = Vec::new();
        resume.restart();
        resume.feed(b"2026-01-02T03:04:05.000000001Z no newline", &mut out);
        out.extend(resume.rest());
        assert_eq!(out, b"no newline");
    }
}
