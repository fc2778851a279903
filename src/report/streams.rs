//! The two writers of a reporter behind one queue that keeps their order.

use std::io::{self, Write};

/// How much is gathered before it is written without being asked.
const LIMIT: usize = 64 * 1024;

/// Where a piece of text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Stdout,
    Stderr,
}

/// Gathers text for stdout and stderr and writes it in its order.
///
/// When stdout fails it is not written again; the error is handed out once.
pub(super) struct Streams {
    stdout: Box<dyn Write + Send>,
    stderr: Box<dyn Write + Send>,
    /// What is not written yet.
    queue: Vec<u8>,
    /// Parts of the queue: where each ends and where it goes.
    parts: Vec<(usize, Target)>,
    broken: bool,
    error: Option<io::Error>,
}

impl Streams {
    pub(super) fn new(stdout: Box<dyn Write + Send>, stderr: Box<dyn Write + Send>) -> Self {
        Self {
            stdout,
            stderr,
            queue: Vec::with_capacity(LIMIT * 2),
            parts: Vec::new(),
            broken: false,
            error: None,
        }
    }

    /// Adds to stdout what `write` appends.
    pub(super) fn stdout(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if !self.broken {
            self.add(Target::Stdout, write);
        }
    }

    /// Adds text to stderr; it must end with its newline.
    pub(super) fn stderr(&mut self, text: &str) {
        self.add(Target::Stderr, |queue| {
            queue.extend_from_slice(text.as_bytes());
        });
    }

    fn add(&mut self, target: Target, write: impl FnOnce(&mut Vec<u8>)) {
        let before = self.queue.len();
        write(&mut self.queue);
        let end = self.queue.len();
        match self.parts.last_mut() {
            Some((last, same)) if *same == target => *last = end,
            _ if end > before => self.parts.push((end, target)),
            _ => {}
        }
    }

    /// Nothing waits to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// So much waits that it should be written now.
    pub(super) fn is_full(&self) -> bool {
        self.queue.len() >= LIMIT
    }

    /// Writes what was gathered to both writers.
    pub(super) fn deliver(&mut self) {
        let mut start = 0;
        for (end, target) in std::mem::take(&mut self.parts) {
            let part = self.queue.get(start..end).unwrap_or_default();
            start = end;
            match target {
                Target::Stdout if self.broken => {}
                Target::Stdout => {
                    let result = self
                        .stdout
                        .write_all(part)
                        .and_then(|()| self.stdout.flush());
                    if let Err(error) = result {
                        self.broken = true;
                        if error.kind() != io::ErrorKind::BrokenPipe {
                            let _ = writeln!(self.stderr, "error: cannot write stdout: {error}");
                        }
                        self.error = Some(error);
                    }
                }
                // There is no other place to complain about stderr.
                Target::Stderr => {
                    let _ = self.stderr.write_all(part);
                }
            }
        }
        let _ = self.stderr.flush();
        self.queue.clear();
        self.queue.shrink_to(LIMIT * 4);
    }

    /// The error of stdout, once.
    pub(super) fn result(&mut self) -> io::Result<()> {
        self.error.take().map_or(Ok(()), Err)
    }
}
