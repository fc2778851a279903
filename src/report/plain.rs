//! Lines for files, pipes and CI.

use std::io::{self, Write};

use super::output::Output;
use super::record::Record;
use super::status::status;
use super::streams::Streams;
use super::summary::summary;
use super::{Options, Reporter};
use crate::engine::event::Event;

/// Writes output of steps to stdout and a line for each event that matters to stderr.
pub(super) struct Plain {
    pub(super) streams: Streams,
    pub(super) record: Record,
    pub(super) output: Output,
    options: Options,
    /// What the run said last that it waits for: not said twice in a row.
    waiting: String,
}

impl Plain {
    pub(super) fn new(
        options: Options,
        stdout: Box<dyn Write + Send>,
        stderr: Box<dyn Write + Send>,
    ) -> Self {
        Self {
            streams: Streams::new(stdout, stderr),
            record: Record::default(),
            output: Output::new(&options),
            options,
            waiting: String::new(),
        }
    }

    /// Takes an event; all that it makes is in the streams afterwards.
    pub(super) fn take(&mut self, event: &Event) {
        let color = self.options.color;
        self.record.event(event, color);
        let (steps, output) = (&self.record.steps, &mut self.output);
        match event {
            Event::Output { step, bytes } => {
                self.streams
                    .stdout(|out| output.write(*step, bytes, steps, out));
                return;
            }
            Event::StepEnded { step, .. } => {
                self.streams.stdout(|out| output.end(*step, steps, out));
            }
            Event::RunEnded { verdict, duration } => {
                self.streams.stdout(|out| output.close(steps, out));
                let left_out = &self.options.left_out;
                let text = summary(&self.record, left_out, verdict, *duration, color);
                self.streams.stderr(&text);
                return;
            }
            Event::Waiting { message } if *message == self.waiting => return,
            Event::Waiting { message } => self.waiting.clone_from(message),
            _ => {}
        }
        if let Some(text) = status(event, steps, color) {
            self.streams.stderr(&text);
        }
    }
}

impl Reporter for Plain {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.take(event);
        if self.streams.is_full() {
            self.streams.deliver();
        }
        self.streams.result()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.streams.deliver();
        self.streams.result()
    }
}
