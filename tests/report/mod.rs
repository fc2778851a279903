//! Events, writers and a small terminal for the tests of the reporters.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use drone_k8s::engine::event::{Event, StepResult};
use drone_k8s::report::{Options, Reporter, Style, make_reporter};

pub(crate) fn started(steps: &[&str]) -> Event {
    Event::RunStarted {
        run: "drone-x7k2p".into(),
        namespace: "ci".into(),
        context: Some("kind-ci".into()),
        server: None,
        user: None,
        pipeline: "default".into(),
        steps: steps.iter().map(|&name| name.to_owned()).collect(),
    }
}

pub(crate) fn output(step: usize, text: &str) -> Event {
    Event::Output {
        step,
        bytes: text.as_bytes().to_vec(),
    }
}

pub(crate) fn ended(step: usize, result: StepResult, milliseconds: u64) -> Event {
    Event::StepEnded {
        step,
        result,
        duration: Duration::from_millis(milliseconds),
    }
}

pub(crate) fn exited(code: i32) -> StepResult {
    StepResult::Exited {
        code,
        reason: None,
        ignored: false,
    }
}

pub(crate) fn base64(text: &str) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}

/// A writer whose bytes can be looked at.
#[derive(Clone, Default)]
pub(crate) struct Sink {
    state: Arc<Mutex<State>>,
    error: Option<io::ErrorKind>,
}

#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    attempts: usize,
}

impl Sink {
    /// A writer that fails always.
    pub(crate) fn broken(error: io::ErrorKind) -> Self {
        Self {
            error: Some(error),
            ..Self::default()
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.state.lock().unwrap().bytes.clone()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    /// How often somebody tried to write.
    pub(crate) fn attempts(&self) -> usize {
        self.state.lock().unwrap().attempts
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.state.lock().unwrap();
        state.attempts += 1;
        if let Some(kind) = self.error {
            return Err(kind.into());
        }
        state.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) fn reporter(
    style: Style,
    options: Options,
    stdout: &Sink,
    stderr: &Sink,
) -> Box<dyn Reporter + Send> {
    make_reporter(
        style,
        options,
        Box::new(stdout.clone()),
        Box::new(stderr.clone()),
    )
}

/// Feeds all events, with a flush after each or only at the end, and gives the errors.
pub(crate) fn feed(
    style: Style,
    options: Options,
    events: &[Event],
    stdout: &Sink,
    stderr: &Sink,
    flush_each: bool,
) -> Vec<io::ErrorKind> {
    let mut reporter = reporter(style, options, stdout, stderr);
    let mut errors = Vec::new();
    for event in events {
        errors.extend(reporter.event(event).err());
        if flush_each {
            errors.extend(reporter.flush().err());
        }
    }
    errors.extend(reporter.flush().err());
    errors.iter().map(io::Error::kind).collect()
}

/// What came out.
pub(crate) struct Shown {
    pub(crate) raw: Vec<u8>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Feeds all events. When they are flushed must make no difference.
pub(crate) fn show(style: Style, options: Options, events: &[Event]) -> Shown {
    let (stdout, stderr) = (Sink::default(), Sink::default());
    assert_eq!(
        feed(style, options.clone(), events, &stdout, &stderr, false),
        []
    );
    let (again, stderr_again) = (Sink::default(), Sink::default());
    assert_eq!(
        feed(style, options, events, &again, &stderr_again, true),
        []
    );
    assert!(stdout.bytes() == again.bytes(), "flush changes stdout");
    if style != Style::Tty {
        assert_eq!(stderr.text(), stderr_again.text());
    }
    Shown {
        raw: stdout.bytes(),
        stdout: stdout.text(),
        stderr: stderr.text(),
    }
}

/// Feeds all events to a terminal style with both streams on one screen; gives the bytes it got.
pub(crate) fn show_on_screen(options: Options, events: &[Event]) -> Vec<u8> {
    let screen = Sink::default();
    assert_eq!(
        feed(Style::Tty, options, events, &screen, &screen, true),
        []
    );
    screen.bytes()
}

/// Compares with a file in `testdata/report`. `UPDATE_GOLDEN=1` writes it instead.
pub(crate) fn golden(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/report")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        actual, expected,
        "{name} differs; UPDATE_GOLDEN=1 takes it over"
    );
}

/// The few things of a terminal that a status line needs. Anything else is a failure.
pub(crate) struct Screen {
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

impl Screen {
    /// The text on a screen that got `bytes`.
    pub(crate) fn after(bytes: &[u8]) -> String {
        let mut screen = Self {
            lines: vec![Vec::new()],
            row: 0,
            column: 0,
        };
        let text = std::str::from_utf8(bytes).unwrap();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match character {
                '\n' => {
                    screen.row += 1;
                    screen.column = 0;
                    screen
                        .lines
                        .resize_with(screen.lines.len().max(screen.row + 1), Vec::new);
                }
                '\r' => screen.column = 0,
                '\x1b' => screen.sequence(&mut characters),
                _ => screen.put(character),
            }
        }
        let lines = screen
            .lines
            .iter()
            .map(|line| line.iter().collect::<String>());
        lines
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn put(&mut self, character: char) {
        assert!(!character.is_control(), "{character:?} on the screen");
        let line = &mut self.lines[self.row];
        line.resize(line.len().max(self.column + 1), ' ');
        line[self.column] = character;
        self.column += 1;
    }

    fn sequence(&mut self, characters: &mut std::str::Chars<'_>) {
        assert_eq!(characters.next(), Some('['), "only CSI");
        let mut parameters = String::new();
        let end = loop {
            match characters.next().expect("a whole sequence") {
                end @ '@'..='~' => break end,
                other => parameters.push(other),
            }
        };
        let count = parameters.parse().unwrap_or(1);
        match (end, parameters.as_str()) {
            ('m', _) => {}
            ('A', _) => self.row = self.row.saturating_sub(count),
            ('B', _) => self.row = (self.row + count).min(self.lines.len() - 1),
            ('D', _) => self.column = self.column.saturating_sub(count),
            ('C', _) => self.column += count,
            ('K', "2") => self.lines[self.row].clear(),
            _ => panic!("ESC [ {parameters} {end}"),
        }
    }
}
