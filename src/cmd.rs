//! The commands: arguments to work to report, one file each.

pub(crate) mod completion;
pub(crate) mod exec;
mod signals;
