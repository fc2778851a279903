//! `drone-k8s completion`: scripts for the user's shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::{Exit, Io};

/// Prints the completion script of one shell.
pub(crate) fn completion(shell: Shell, io: &mut Io) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "drone-k8s", &mut script);
    // A reader that has gone is no error.
    let _ = io.stdout.write_all(&script);
    Exit::Success
}
