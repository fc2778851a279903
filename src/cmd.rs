//! The commands: arguments to work to report, one file each.

pub(crate) mod completion;
mod diff;
pub(crate) mod exec;
mod files;
pub(crate) mod fmt;
pub(crate) mod lint;
mod shellcheck;
mod signals;

use crate::cli::ColorChoice;
use crate::source::Color;
use crate::{Exit, Io};

/// Whether what goes to stdout has colours.
fn stdout_color(choice: ColorChoice, io: &Io) -> Color {
    color(choice, io.stdout_is_terminal, io)
}

/// Whether what goes to stderr has colours.
fn stderr_color(choice: ColorChoice, io: &Io) -> Color {
    color(choice, io.stderr_is_terminal, io)
}

fn color(choice: ColorChoice, is_terminal: bool, io: &Io) -> Color {
    let no_color = (io.env)("NO_COLOR").is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => Color::Always,
        ColorChoice::Auto if is_terminal && !no_color => Color::Always,
        _ => Color::Never,
    }
}

/// Whether this runs in a CI system, where nobody looks at a terminal.
fn is_ci(io: &Io) -> bool {
    (io.env)("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// Says why a command cannot do its work.
pub(crate) fn complain(io: &mut Io, message: &str) -> Exit {
    // A reader that has gone is no error.
    let _ = writeln!(io.stderr, "error: {message}");
    Exit::Usage
}
