//! Runs, lints and formats Drone CI Kubernetes pipelines.
//!
//! The README says what the tool does, CONTRIBUTING where what lives. Imports go only downward:
//! `cmd` > `cli` > `report` > `engine` > `plan` > `lint` > `fmt` > `subst` > `manifest` > `yaml` >
//! `source` > `side_by_side`.

pub mod cli;
mod cmd;
pub mod engine;
pub mod exit;
pub mod fmt;
pub mod lint;
pub mod manifest;
pub mod plan;
pub mod report;
mod side_by_side;
pub mod source;
pub mod subst;
pub mod yaml;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;

pub use exit::Exit;

/// The outside of the process, so that tests can run a command without one.
pub struct Io {
    /// Output of steps, and what a command was asked to print.
    pub stdout: Box<dyn Write + Send>,
    /// Status, progress, warnings and errors.
    pub stderr: Box<dyn Write + Send>,
    /// Whether a person looks at stdout.
    pub stdout_is_terminal: bool,
    /// Whether a person looks at stderr.
    pub stderr_is_terminal: bool,
    /// Looks up an environment variable.
    pub env: Lookup,
}

/// Looks up an environment variable by name.
pub type Lookup = Box<dyn Fn(&str) -> Option<String> + Send>;

/// Runs the tool with its command line and gives its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, mut io: Io) -> Exit {
    let mut args: Vec<OsString> = args.into_iter().collect();
    let is_exec = args.get(1).is_some_and(|command| command == "exec");
    if is_exec {
        args = cli::without_values(args);
    }
    let is_check = args
        .get(1)
        .is_some_and(|command| command == "lint" || command == "fmt");
    let parsed = if is_check {
        cli::CheckCli::try_parse_from(args).map(|cli| cli::Command::Check(cli.command))
    } else {
        cli::Cli::try_parse_from(args).map(|cli| cli.command)
    };
    let command = match parsed {
        Ok(command) => command,
        Err(error) => {
            return match cli::refused(&error).filter(|_| is_exec) {
                Some(why) => cmd::complain(&mut io, &why),
                None => usage(&error, &mut io),
            };
        }
    };
    match command {
        cli::Command::Exec(args) => cmd::exec::exec(*args, io),
        cli::Command::Check(cli::Check::Lint(args)) => cmd::lint::lint(&args, &mut io),
        cli::Command::Check(cli::Check::Fmt(args)) => cmd::fmt::fmt(&args, &mut io),
        cli::Command::Schema => cmd::lint::schema(&mut io),
        cli::Command::Completion { shell } => cmd::completion::completion(shell, &mut io),
    }
}

fn usage(error: &clap::Error, io: &mut Io) -> Exit {
    let text = error.render();
    if error.use_stderr() {
        let _ = write!(io.stderr, "{text}");
        return Exit::Usage;
    }
    // A reader that has gone is no error.
    let _ = write!(io.stdout, "{text}");
    Exit::Success
}
