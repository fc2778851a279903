//! Runs shellcheck.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Write};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use crate::lint::shellcheck::Answer;

/// What shellcheck looks at, and how it answers. Files that a script reads are not there to be found
/// (1090, 1091).
const ARGUMENTS: [&str; 4] = [
    "--format=json1",
    "--shell=sh",
    "--exclude=SC1090,SC1091",
    "-",
];

/// Runs shellcheck, once for each text.
#[derive(Debug, Default)]
pub(super) struct Shellcheck {
    answers: Mutex<HashMap<String, Arc<Answer>>>,
    /// Why it could not be run, the first time.
    fault: OnceLock<String>,
}

impl Shellcheck {
    /// # Errors
    /// That it cannot be run.
    pub(super) fn new() -> Result<Self, String> {
        call("")?;
        Ok(Self::default())
    }

    /// Its answer for a script; none if it has none, see [`Shellcheck::into_fault`].
    pub(super) fn run(&self, script: &str) -> Option<Arc<Answer>> {
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers().get(script).cloned();
        if known.is_some() || self.fault.get().is_some() {
            return known;
        }
        match call(script) {
            Ok(answer) => {
                let answer = Arc::new(answer);
                answers().insert(script.to_owned(), Arc::clone(&answer));
                Some(answer)
            }
            Err(message) => {
                // Another thread may have been first.
                let _ = self.fault.set(message);
                None
            }
        }
    }

    /// Why it could not be run.
    pub(super) fn into_fault(self) -> Option<String> {
        self.fault.into_inner()
    }
}

fn call(script: &str) -> Result<Answer, String> {
    let child = Command::new("shellcheck")
        .args(ARGUMENTS)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let output = child
        .and_then(|child| feed(child, script))
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => "shellcheck is not on the PATH\n  install it (https://www.shellcheck.net), or leave --shellcheck out".to_owned(),
            _ => format!("cannot run shellcheck: {error}"),
        })?;
    // 1 is for findings.
    if !matches!(output.status.code(), Some(0 | 1)) {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "shellcheck failed ({}): {}",
            output.status,
            said.trim()
        ));
    }
    Answer::parse(&output.stdout)
}

/// Writes the script to a process and waits for its end.
fn feed(mut child: Child, script: &str) -> io::Result<Output> {
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        scope.spawn(move || {
            // One that does not read all of it says why.
            let _ = stdin.map(|mut stdin| stdin.write_all(script.as_bytes()));
        });
        child.wait_with_output()
    })
}
