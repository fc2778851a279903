//! One JSON object a line for programs.
//!
//! Each event is an object with its name in `event`; where it has a `step`, `name` is the step's name.
//! Output comes as one object a line of output:
//! `{"event":"output","step":0,"name":"build","text":"..."}`. `partial` is true when no newline
//! followed: the line is longer than 64 KiB and goes on, or the step ended in it. So the text of all
//! objects of a step, each with a newline unless it is partial, is exactly what the step wrote. A line
//! that is not UTF-8 has `base64` instead of `text`. Steps that are left out of the run have an event
//! `left_out` each.

use std::fmt::Write as _;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::record::Record;
use super::sanitize::is_dangerous;
use super::streams::Streams;
use super::summary::last_line;
use super::{Options, Reporter};
use crate::engine::event::{Event, Verdict};

/// Bytes of a line in one object.
const LONGEST_TEXT: usize = 64 * 1024;

/// Writes JSON lines to stdout, and why a run did not succeed to stderr for a person.
pub(super) struct Json {
    streams: Streams,
    record: Record,
    options: Options,
    names: Vec<String>,
    /// The open line of each step.
    lines: Vec<Vec<u8>>,
}

#[derive(Serialize)]
struct Named<'a> {
    #[serde(flatten)]
    event: &'a Event,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    event: &'static str,
    name: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Output<'a> {
    event: &'static str,
    step: usize,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    partial: bool,
}

impl Json {
    pub(super) fn new(
        options: Options,
        stdout: Box<dyn Write + Send>,
        stderr: Box<dyn Write + Send>,
    ) -> Self {
        Self {
            streams: Streams::new(stdout, stderr),
            record: Record::default(),
            options,
            names: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::Output { step, bytes } => return self.output(*step, bytes),
            Event::StepEnded { step, .. } => self.end_line(*step),
            Event::RunStarted { steps, .. } => self.names.clone_from(steps),
            Event::RunEnded { .. } => (0..self.lines.len()).for_each(|step| self.end_line(step)),
            _ => {}
        }
        self.record.event(event, false);
        let name = match event {
            Event::StepStarted { step } | Event::StepEnded { step, .. } => {
                self.names.get(*step).map(String::as_str)
            }
            _ => None,
        };
        object(&mut self.streams, &Named { event, name });
        match event {
            Event::RunStarted { .. } => {
                for step in &self.options.left_out {
                    let (name, reason) = (step.name.as_str(), step.reason.as_str());
                    object(
                        &mut self.streams,
                        &LeftOut {
                            event: "left_out",
                            name,
                            reason,
                        },
                    );
                }
            }
            Event::RunEnded { verdict, duration } if *verdict != Verdict::Success => {
                let line = last_line(&self.record, verdict, *duration, false).replace("\n  ", "; ");
                self.streams.stderr(&(line + "\n"));
            }
            _ => {}
        }
    }

    fn output(&mut self, step: usize, bytes: &[u8]) {
        if step >= self.lines.len() {
            self.lines.resize_with(step + 1, Vec::new);
        }
        let Some(line) = self.lines.get_mut(step) else {
            return;
        };
        let name = self.names.get(step).map_or("", String::as_str);
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            match part.strip_suffix(b"\n") {
                Some(end) if line.is_empty() && end.len() <= LONGEST_TEXT => {
                    text(&mut self.streams, step, name, end, false);
                }
                Some(end) => {
                    line.extend_from_slice(end);
                    pieces(&mut self.streams, step, name, line);
                    text(&mut self.streams, step, name, line, false);
                    line.clear();
                }
                None => {
                    line.extend_from_slice(part);
                    pieces(&mut self.streams, step, name, line);
                }
            }
        }
    }

    /// Shows what a step wrote after its last newline.
    fn end_line(&mut self, step: usize) {
        let Some(line) = self.lines.get_mut(step) else {
            return;
        };
        if !line.is_empty() {
            let name = self.names.get(step).map_or("", String::as_str);
            text(&mut self.streams, step, name, line, true);
            line.clear();
        }
    }
}

/// Takes pieces off a line that is too long for one object.
fn pieces(streams: &mut Streams, step: usize, name: &str, line: &mut Vec<u8>) {
    while line.len() > LONGEST_TEXT {
        let piece = line.get(..LONGEST_TEXT).unwrap_or_default();
        // Not inside a character, if these are characters.
        let end = match std::str::from_utf8(piece) {
            Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
                error.valid_up_to()
            }
            _ => piece.len(),
        };
        text(
            streams,
            step,
            name,
            piece.get(..end).unwrap_or_default(),
            true,
        );
        line.drain(..end);
    }
}

fn text(streams: &mut Streams, step: usize, name: &str, bytes: &[u8], partial: bool) {
    let text = std::str::from_utf8(bytes).ok();
    let base64 = text.is_none().then(|| STANDARD.encode(bytes));
    object(
        streams,
        &Output {
            event: "output",
            step,
            name,
            text,
            base64,
            partial,
        },
    );
}

fn object(streams: &mut Streams, value: &impl Serialize) {
    streams.stdout(|out| {
        let start = out.len();
        // Only a map with keys that are no strings, or a writer that fails, could make an error.
        if serde_json::to_writer(&mut *out, value).is_err() {
            out.truncate(start);
            return;
        }
        escape(out, start);
        out.push(b'\n');
    });
    if streams.is_full() {
        streams.deliver();
    }
}

/// JSON leaves some characters as they are that a terminal obeys.
fn escape(out: &mut Vec<u8>, start: usize) {
    let Some(Ok(text)) = out.get(start..).map(std::str::from_utf8) else {
        return;
    };
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.contains(is_dangerous) {
        return;
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_dangerous(character) {
            // All of them have four digits at most.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    out.truncate(start);
    out.extend_from_slice(escaped.as_bytes());
}

impl Reporter for Json {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.take(event);
        self.streams.result()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.streams.deliver();
        self.streams.result()
    }
}
