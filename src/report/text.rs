//! Words and numbers for a person.

use std::time::Duration;

use super::sanitize::{Canvas, Sanitizer};

/// A time as `0.3s`, `1m05s` or `2h03m`.
pub(super) fn duration(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    let seconds = tenths / 10;
    match seconds {
        0..60 => format!("{seconds}.{}s", tenths % 10),
        60..3600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h{:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

/// `1 entry`, `2 entries`.
pub(super) fn entries(count: u64) -> String {
    format!("{count} {}", if count == 1 { "entry" } else { "entries" })
}

/// One line without anything that a terminal would obey. Names and messages come from the pipeline and
/// from the cluster.
pub(super) fn line(text: &str) -> String {
    lines(text).join(" ")
}

/// The lines of a message, without anything that a terminal would obey.
pub(super) fn lines(text: &str) -> Vec<String> {
    clean(text.as_bytes())
}

/// The lines of bytes of a step, without anything that a terminal would obey. A last line counts only
/// when it has text.
pub(super) fn clean(bytes: &[u8]) -> Vec<String> {
    let mut canvas = Page {
        lines: Vec::new(),
        open: Vec::new(),
        restart: false,
    };
    let mut sanitizer = Sanitizer::default();
    sanitizer.feed(bytes, &mut canvas);
    sanitizer.finish(&mut canvas);
    if !canvas.open.is_empty() {
        canvas.newline();
    }
    canvas.lines
}

struct Page {
    lines: Vec<String>,
    open: Vec<u8>,
    restart: bool,
}

impl Canvas for Page {
    fn text(&mut self, text: &[u8]) {
        if std::mem::take(&mut self.restart) {
            self.open.clear();
        }
        self.open.extend_from_slice(text);
    }

    fn sgr(&mut self, _: &[u8]) {}

    fn newline(&mut self) {
        self.lines
            .push(String::from_utf8_lossy(&self.open).into_owned());
        self.open.clear();
        self.restart = false;
    }

    fn carriage_return(&mut self) {
        self.restart = true;
    }

    fn backspace(&mut self) {
        pop_character(&mut self.open, 0);
    }
}

/// Takes the last character off, but leaves the first `floor` bytes.
pub(super) fn pop_character(text: &mut Vec<u8>, floor: usize) {
    while text.len() > floor {
        // Continuation bytes of UTF-8 are 10xxxxxx.
        if text.pop().is_some_and(|byte| byte & 0xc0 != 0x80) {
            break;
        }
    }
}

/// `head` and a message behind it; further lines of the message (hints) are indented by two spaces.
pub(super) fn message(head: &str, text: &str) -> String {
    let mut all = head.to_owned();
    for (index, line) in lines(text).iter().enumerate() {
        if index > 0 {
            all.push_str("\n  ");
        }
        all.push_str(if index > 0 { line.trim_start() } else { line });
    }
    all
}
