//! What a person or a program sees of a run.
//!
//! A [`Reporter`] takes the events of the engine in their order. Output of steps goes to stdout;
//! status, warnings and the summary go to stderr. There are three styles: JSON lines for programs
//! (`json`), plain lines for files and CI (`plain`) and a terminal with a status line (`tty`).
//!
//! Everything that is ready is gathered in `streams` and written in one go by
//! [`Reporter::flush`], in the order in which it came, so that stdout and stderr do not overtake each
//! other when both end in the same place.

mod color;
pub mod findings;
mod json;
mod output;
mod plain;
mod prefix;
mod record;
mod sanitize;
mod screen;
mod status;
mod steps;
mod streams;
mod summary;
mod tail;
mod text;
mod tty;

use std::io::{self, Write};

use crate::engine::event::Event;
use crate::plan::LeftOut;

/// How events are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One JSON object a line on stdout.
    Json,
    /// Colours and a status line. Only when stderr is a terminal: the status line is drawn there.
    Tty,
    /// Lines, without moves of the cursor.
    Plain,
}

/// How a reporter behaves, apart from its style.
#[derive(Debug, Clone)]
pub struct Options {
    /// Use colours.
    pub color: bool,
    /// Put the name of the step before each line of its output. Without it a step's bytes go to
    /// stdout exactly as they came (unless stdout is a terminal).
    pub prefix: bool,
    /// Output of steps is made harmless for a terminal: text and colours pass, all else is dropped.
    pub stdout_is_terminal: bool,
    /// Steps that are not part of the run, for the summary.
    pub left_out: Vec<LeftOut>,
}

/// Shows the events of one run.
pub trait Reporter {
    /// Takes the next event. What it makes may stay in memory (up to 64 KiB) until
    /// [`Reporter::flush`].
    ///
    /// # Errors
    ///
    /// When stdout cannot be written; kind `BrokenPipe` when nobody reads it any more. The error comes
    /// once. After it stdout is left alone, while stderr still gets all that belongs there.
    fn event(&mut self, event: &Event) -> io::Result<()>;

    /// Writes all that was gathered, and redraws the status line.
    ///
    /// # Errors
    ///
    /// As for [`Reporter::event`].
    fn flush(&mut self) -> io::Result<()>;
}

/// The reporter for `style`. It owns the two writers and writes to nothing else.
pub fn make_reporter(
    style: Style,
    options: Options,
    stdout: Box<dyn Write + Send>,
    stderr: Box<dyn Write + Send>,
) -> Box<dyn Reporter + Send> {
    match style {
        Style::Json => Box::new(json::Json::new(options, stdout, stderr)),
        Style::Plain => Box::new(plain::Plain::new(options, stdout, stderr)),
        Style::Tty => Box::new(tty::Tty::new(options, stdout, stderr)),
    }
}
