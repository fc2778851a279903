//! Output of steps for a terminal: whole lines, made harmless.
//!
//! A line is shown when it is over, in its last state, so that steps that run at the same time and the
//! status line never write into it. The colour a step has switched on ends with the line and comes back
//! on its next one.

use super::color::Color;
use super::sanitize::{Canvas, Sanitizer};
use super::steps::Steps;
use super::text::pop_character;

/// A line longer than this is shown in parts, each on a line of its own.
const LONGEST_LINE: usize = 64 * 1024;

/// The open lines of all steps.
#[derive(Debug)]
pub(super) struct Screen {
    prefix: bool,
    steps: Vec<Step>,
    /// The step that wrote last.
    last: usize,
}

#[derive(Debug, Default)]
struct Step {
    sanitizer: Sanitizer,
    line: Line,
}

#[derive(Debug, Default)]
struct Line {
    /// What would be on the line.
    text: Vec<u8>,
    /// What is switched on.
    color: Color,
    /// End of the last colour sequence in `text`: a backspace must not cut it.
    floor: usize,
    /// A carriage return came: more text begins the line anew.
    restart: bool,
    /// There is something to show.
    started: bool,
}

impl Screen {
    pub(super) fn new(prefix: bool) -> Self {
        Self {
            prefix,
            steps: Vec::new(),
            last: 0,
        }
    }

    /// Takes output of a step; complete lines are appended to `out`.
    pub(super) fn write(&mut self, step: usize, bytes: &[u8], steps: &Steps, out: &mut Vec<u8>) {
        if step >= self.steps.len() {
            self.steps.resize_with(step + 1, Step::default);
        }
        self.last = step;
        let prefix = if self.prefix { steps.prefix(step) } else { b"" };
        if let Some(Step { sanitizer, line }) = self.steps.get_mut(step) {
            sanitizer.feed(bytes, &mut Painter { line, out, prefix });
        }
    }

    /// A step is over: its last line is shown.
    pub(super) fn end(&mut self, step: usize, steps: &Steps, out: &mut Vec<u8>) {
        let prefix = if self.prefix { steps.prefix(step) } else { b"" };
        if let Some(Step { sanitizer, line }) = self.steps.get_mut(step) {
            let mut painter = Painter { line, out, prefix };
            sanitizer.finish(&mut painter);
            if !painter.line.visible().is_empty() {
                painter.newline();
            }
            *painter.line = Line::default();
        }
    }

    /// Shows all open lines.
    pub(super) fn close(&mut self, steps: &Steps, out: &mut Vec<u8>) {
        for step in 0..self.steps.len() {
            self.end(step, steps, out);
        }
    }

    /// The open line of the step that wrote last: its index and text.
    pub(super) fn open(&self) -> Option<(usize, &[u8])> {
        let text = self.steps.get(self.last)?.line.visible();
        (!text.is_empty()).then_some((self.last, text))
    }
}

impl Line {
    fn visible(&self) -> &[u8] {
        if self.started { &self.text } else { b"" }
    }

    fn begin(&mut self) {
        if std::mem::take(&mut self.restart) {
            self.started = false;
        }
        if !self.started {
            self.started = true;
            self.text.clear();
            self.color.restore(&mut self.text);
            self.floor = self.text.len();
        }
    }
}

struct Painter<'a> {
    line: &'a mut Line,
    out: &'a mut Vec<u8>,
    prefix: &'a [u8],
}

impl Canvas for Painter<'_> {
    fn text(&mut self, text: &[u8]) {
        let mut rest = text;
        loop {
            self.line.begin();
            let room = LONGEST_LINE.saturating_sub(self.line.text.len());
            // A character has at most four bytes and comes in one piece; ASCII may be cut anywhere.
            if rest.len() <= room.max(4) {
                self.line.text.extend_from_slice(rest);
                return;
            }
            let (now, later) = rest.split_at(room);
            self.line.text.extend_from_slice(now);
            self.newline();
            rest = later;
        }
    }

    fn sgr(&mut self, sequence: &[u8]) {
        self.line.color.apply(sequence);
        // A colour alone neither begins a line nor, after a carriage return, replaces one.
        if self.line.started && !self.line.restart && self.line.text.len() < LONGEST_LINE {
            self.line.text.extend_from_slice(sequence);
            self.line.floor = self.line.text.len();
        }
    }

    fn newline(&mut self) {
        self.out.extend_from_slice(self.prefix);
        let text = self.line.visible();
        self.out.extend_from_slice(text);
        if text.contains(&0x1b) {
            self.out.extend_from_slice(b"\x1b[0m");
        }
        self.out.push(b'\n');
        self.line.started = false;
        self.line.restart = false;
        self.line.text.clear();
        self.line.floor = 0;
    }

    fn carriage_return(&mut self) {
        self.line.restart = true;
    }

    fn backspace(&mut self) {
        if self.line.started && !self.line.restart {
            pop_character(&mut self.line.text, self.line.floor);
        }
    }
}
