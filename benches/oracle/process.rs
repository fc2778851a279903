//! The YAML package of the official runner as a process.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The Go program of this folder, running.
pub(crate) struct Oracle {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Oracle {
    pub(crate) fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/oracle");
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
        let built = Command::new("go")
            .args(["build", "-o"])
            .args([&program, Path::new(".")])
            .current_dir(folder)
            .status()
            .expect("Go, to build the oracle");
        assert!(built.success(), "the oracle was not built");
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            stdin: child.stdin.take().unwrap(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    /// What it answers: `OK` or `ERR`, and the values or the error.
    pub(crate) fn ask(&mut self, text: &str) -> (String, String) {
        write!(self.stdin, "{}\n{text}", text.len()).unwrap();
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        let (verdict, words) = line.trim_end_matches('\n').split_once('\t').unwrap();
        (verdict.to_owned(), words.to_owned())
    }

    pub(crate) fn end(mut self) {
        drop(self.stdin);
        self.child.wait().unwrap();
    }
}
