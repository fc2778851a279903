//! A terminal: the lines of [`super::plain`] in colour, and below them one line that says what goes on.
//!
//! All that is ready is written in one go while the status line is away, so that it never gets into
//! the output of steps. A line of a step that is not over is shown in the status line.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::plain::Plain;
use super::{Options, Reporter, text};
use crate::engine::event::Event;

/// Redraws a second at most.
const RATE: u8 = 10;
/// How often the status line moves by itself.
const TICK: Duration = Duration::from_millis(125);

/// Draws with indicatif on the stderr it was given.
pub(super) struct Tty {
    plain: Plain,
    stderr: Shared,
    /// There from the first event of the run to the last.
    bar: Option<ProgressBar>,
    /// What the run waits for, until a step starts or ends.
    waiting: Option<String>,
    uploading: bool,
}

impl Tty {
    pub(super) fn new(
        options: Options,
        stdout: Box<dyn Write + Send>,
        stderr: Box<dyn Write + Send>,
    ) -> Self {
        let stderr = Shared(Arc::new(Mutex::new(stderr)));
        Self {
            plain: Plain::new(options, stdout, Box::new(stderr.clone())),
            stderr,
            bar: None,
            waiting: None,
            uploading: false,
        }
    }

    /// Writes what is ready and draws the status line anew below it.
    fn deliver(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_message(self.status());
        }
        let streams = &mut self.plain.streams;
        match &self.bar {
            _ if streams.is_empty() => {}
            Some(bar) => bar.suspend(|| streams.deliver()),
            None => streams.deliver(),
        }
    }

    fn watch(&mut self, event: &Event) {
        match event {
            Event::RunStarted { .. } => {
                let target =
                    ProgressDrawTarget::term_like_with_hz(Box::new(self.stderr.clone()), RATE);
                let bar = ProgressBar::with_draw_target(None, target).with_style(status_style());
                bar.enable_steady_tick(TICK);
                self.bar = Some(bar);
            }
            Event::Waiting { message } => self.waiting = Some(text::line(message)),
            Event::StepStarted { .. } | Event::StepEnded { .. } => self.waiting = None,
            Event::Upload {
                sent, total, done, ..
            } => self.upload(*sent, *total, *done),
            Event::RunEnded { .. } => self.clear(),
            _ => {}
        }
    }

    fn upload(&mut self, sent: u64, total: u64, done: bool) {
        let Some(bar) = &self.bar else { return };
        if done {
            bar.set_style(status_style());
            bar.unset_length();
        } else {
            bar.set_length(total);
            bar.set_position(sent);
            if !self.uploading {
                bar.set_style(upload_style());
            }
        }
        self.uploading = !done;
    }

    /// What goes on now, in one line.
    fn status(&self) -> String {
        let record = &self.plain.record;
        let running: Vec<&str> = record
            .running()
            .map(|step| record.steps.name(step))
            .collect();
        let mut parts = Vec::new();
        if !running.is_empty() {
            parts.push(running.join(", "));
        }
        parts.extend(self.waiting.clone());
        if let Some((step, open)) = self.plain.output.open() {
            let line = text::line(&String::from_utf8_lossy(open));
            parts.push(format!("{} | {line}", record.steps.name(step)));
        }
        parts.join(" · ")
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Reporter for Tty {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        // The status line goes before the summary comes.
        self.watch(event);
        // It says the same, and does not stay.
        if !matches!(event, Event::Waiting { .. }) {
            self.plain.take(event);
        }
        if self.plain.streams.is_full() {
            self.deliver();
        }
        self.plain.streams.result()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.deliver();
        self.plain.streams.result()
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.clear();
    }
}

fn status_style() -> ProgressStyle {
    style("{spinner} {elapsed} {wide_msg}")
}

fn upload_style() -> ProgressStyle {
    style("{spinner} {elapsed} uploading [{wide_bar}] {bytes} of {total_bytes}, {bytes_per_sec}")
}

fn style(template: &str) -> ProgressStyle {
    // The templates are constants that parse; a test draws them.
    let style = ProgressStyle::with_template(template);
    style
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
        .progress_chars("=> ")
}

/// The stderr of the reporter, for its lines and for indicatif.
#[derive(Clone)]
struct Shared(Arc<Mutex<Box<dyn Write + Send>>>);

impl Shared {
    fn with<T>(&self, action: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        // A writer that panicked once may be tried again.
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        action(&mut **writer)
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|writer| writer.write(bytes))
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|writer| writer.write_all(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(|writer| writer.flush())
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stderr")
    }
}

impl TermLike for Shared {
    fn width(&self) -> u16 {
        Term::stderr().size().1
    }

    fn height(&self) -> u16 {
        Term::stderr().size().0
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.moved(n, 'A')
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.moved(n, 'B')
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.moved(n, 'C')
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.moved(n, 'D')
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.with(|writer| writeln!(writer, "{text}"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.with(|writer| writer.write_all(text.as_bytes()))
    }

    fn clear_line(&self) -> io::Result<()> {
        self.write_str("\r\x1b[2K")
    }

    fn flush(&self) -> io::Result<()> {
        self.with(|writer| writer.flush())
    }
}

impl Shared {
    fn moved(&self, n: usize, direction: char) -> io::Result<()> {
        if n == 0 {
            return Ok(());
        }
        self.write_str(&format!("\x1b[{n}{direction}"))
    }
}
