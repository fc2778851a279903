//! The commands of a step as the one script that a shell gets, with the way back to the file.

use std::ops::Range;

use super::code::Code;
use crate::lint::rule::File;
use crate::manifest::Step;
use crate::source::Span;

/// The script of a step.
pub(super) struct Joined<'a> {
    /// Its text. `$$` stands there as the `$` that Drone makes of it, `${…}` as it is.
    pub(super) text: String,
    codes: Vec<Code<'a>>,
    /// In the order of the text.
    segments: Vec<Segment>,
}

/// Text that is the same in a command.
struct Segment {
    /// Offset in the script.
    start: usize,
    /// Number of the command.
    command: usize,
    /// Offset in the command.
    at: usize,
}

impl<'a> Joined<'a> {
    /// Puts the commands of a step under each other, behind a line or more of `head`.
    pub(super) fn new(file: File<'a>, step: &'a Step, head: &str) -> Self {
        let codes = Code::of(file, step);
        let mut text = head.to_owned();
        let mut segments = Vec::new();
        for (command, code) in codes.iter().enumerate() {
            let whole = code.command.value.as_str();
            let mut at = 0;
            loop {
                segments.push(Segment {
                    start: text.len(),
                    command,
                    at,
                });
                let rest = whole.get(at..).unwrap_or_default();
                let Some(dollars) = rest.find("$$") else {
                    text += rest;
                    break;
                };
                text += rest.get(..=dollars).unwrap_or_default();
                at += dollars + 2;
            }
            text.push('\n');
        }
        Self {
            text,
            codes,
            segments,
        }
    }

    /// Where a part of the script stands in the file; none for the head. A part that goes over several
    /// commands ends with the first.
    pub(super) fn span(&self, part: &Range<usize>) -> Option<Span> {
        let (command, start) = self.place(part.start)?;
        let code = self.codes.get(command)?;
        let end = match self.place(part.end.max(part.start)) {
            Some((last, end)) if last == command => end,
            _ => code.command.value.len(),
        };
        Some(code.span(&(start..end)))
    }

    /// The command and the offset in it of an offset in the script.
    fn place(&self, at: usize) -> Option<(usize, usize)> {
        let after = self.segments.partition_point(|segment| segment.start <= at);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        let length = self.codes.get(segment.command)?.command.value.len();
        let within = segment.at + (at - segment.start);
        Some((segment.command, within.min(length)))
    }
}
