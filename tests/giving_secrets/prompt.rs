//! A person in front of a terminal is asked for what is missing.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::{ONE, Run, SHOWN, VALUE};

/// A run with a terminal on stdin and stderr; stdout is a pipe.
struct Terminal {
    child: Child,
    /// The person's side.
    keys: File,
    /// The program's side: kept, so that its state can be looked at.
    line: File,
    screen: String,
}

impl Terminal {
    fn start(run: &mut Run) -> Self {
        let keys = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keys).unwrap();
        unlockpt(&keys).unwrap();
        let name = ptsname(&keys, Vec::new()).unwrap().into_string().unwrap();
        let line = File::options().read(true).write(true).open(name).unwrap();
        let child = run
            .command
            .stdin(Stdio::from(line.try_clone().unwrap()))
            .stderr(Stdio::from(line.try_clone().unwrap()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            child,
            keys: File::from(keys),
            line,
            screen: String::new(),
        }
    }

    /// Reads until `text` is on the screen, and gives what came before it.
    fn until(&mut self, text: &str) {
        let mut buffer = [0; 1024];
        while !self.screen.contains(text) {
            let length = self.keys.read(&mut buffer).unwrap();
            self.screen
                .push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
    }

    fn is_quiet(&self) -> bool {
        !tcgetattr(&self.line)
            .unwrap()
            .local_modes
            .contains(LocalModes::ECHO)
    }

    fn type_in(&mut self, text: &str) {
        self.keys.write_all(text.as_bytes()).unwrap();
    }

    /// Exit code, stdout and what was on the screen.
    fn end(mut self) -> (Option<i32>, String, String) {
        let mut stdout = self.child.stdout.take().unwrap();
        let reading = thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).unwrap();
            text
        });
        let code = self.child.wait().unwrap().code();
        assert!(!self.is_quiet(), "the terminal is as it was before");
        // A mark behind everything that the program wrote.
        self.line.write_all(b"<end>").unwrap();
        self.until("<end>");
        (code, reading.join().unwrap(), self.screen)
    }
}

#[test]
fn a_missing_secret_is_asked_for_and_not_shown() {
    let mut run = Run::new(ONE);
    let mut terminal = Terminal::start(&mut run);
    terminal.until("secret token for step build (not shown): ");
    assert!(terminal.is_quiet());
    // A slip of the fingers, taken back.
    terminal.type_in(&format!("{VALUE}é\x7f\n"));
    let (code, stdout, screen) = terminal.end();
    assert_eq!(code, Some(0), "{screen}");
    assert!(stdout.contains(SHOWN), "{stdout}");
    assert!(
        !screen.contains("correct") && !stdout.contains(VALUE),
        "{screen}"
    );
}

#[test]
fn ctrl_c_ends_the_question_and_gives_the_terminal_back() {
    let mut run = Run::new(ONE);
    let mut terminal = Terminal::start(&mut run);
    terminal.until("(not shown): ");
    terminal.type_in("abc\x03");
    let (code, _, screen) = terminal.end();
    assert_eq!(code, Some(130), "{screen}");
}

#[test]
fn no_answer_is_no_secret() {
    let mut run = Run::new(ONE);
    let mut terminal = Terminal::start(&mut run);
    terminal.until("(not shown): ");
    terminal.type_in("\n");
    let (code, _, screen) = terminal.end();
    assert_eq!(code, Some(2), "{screen}");
    assert!(screen.contains("needs the secret `token`"), "{screen}");
}

#[test]
fn nobody_is_asked_in_ci_or_when_empty_is_fine() {
    let mut in_ci = Run::new(ONE).env("CI", "true");
    let (code, _, screen) = Terminal::start(&mut in_ci).end();
    assert_eq!(code, Some(2), "{screen}");
    assert!(!screen.contains("not shown"), "{screen}");
    let mut allowed = Run::new(ONE).args(&["--allow-missing-secrets"]);
    let (code, _, screen) = Terminal::start(&mut allowed).end();
    assert_eq!(code, Some(0), "{screen}");
    assert!(!screen.contains("not shown"), "{screen}");
}
