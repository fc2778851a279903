//! The commands: arguments to work to report, one file each.

pub(crate) mod completion;
mod diff;
pub(crate) mod exec;
mod files;
pub(crate) mod lint;
mod signals;

use crate::{Exit, Io};

/// Says why a command cannot do its work.
fn complain(io: &mut Io, message: &str) -> Exit {
    // A reader that has gone is no error.
    let _ = writeln!(io.stderr, "error: {message}");
    Exit::Usage
}
