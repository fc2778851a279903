//! Entry point of the binary: everything is in the library.

use std::io::{IsTerminal, stderr, stdout};
use std::process::ExitCode;

use drone_k8s::{Io, run};

fn main() -> ExitCode {
    let io = Io {
        stdout: Box::new(stdout()),
        stderr: Box::new(stderr()),
        stdout_is_terminal: stdout().is_terminal(),
        stderr_is_terminal: stderr().is_terminal(),
        env: Box::new(|name| std::env::var(name).ok()),
    };
    ExitCode::from(run(std::env::args_os(), io).code())
}
