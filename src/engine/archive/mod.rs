//! The working tree of a run as one tar, ready to be sent into the Pod.
//!
//! The official runner clones from the server; here the Pod gets the files as they are on this
//! machine: what git tracks and what git does not ignore, without what `.droneignore` names, and
//! `.git` itself, so that steps can ask git about the build.
//!
//! [`scan`] lists the files, [`write()`] packs them. Links are data: they are stored as they are and
//! never followed. Names and modes are kept, the owner becomes root.

mod droneignore;
mod git;
mod notes;
mod os;
mod pack;
mod sample;
mod scan;
mod source;
mod store;
mod walk;

use std::io;
use std::path::PathBuf;

pub use pack::write;
pub use scan::{Scan, scan};
pub use store::{Archive, PIECE, Reader};

/// What belongs to the working tree.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Send `.git` too.
    pub git: bool,
}

/// A file that is not part of the working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Where it goes, from the root of the container, without a slash in front.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The root of the tree is missing or no folder.
    #[error("{path:?} is not a folder that can be read: {error}")]
    Root {
        /// The root as it was given.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Something in the tree cannot be read.
    #[error(
        "{path:?} cannot be read: {error}; make it readable, or leave it out with a line in \
         .droneignore"
    )]
    Read {
        /// Where it is.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A `.droneignore` file cannot be understood.
    #[error("{path:?} cannot be used: {message}; its lines are those of a .gitignore")]
    Ignore {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A place in the container that is no place below its root.
    #[error("{name:?} is no path that files can be unpacked to")]
    Name {
        /// Name in the archive.
        name: String,
    },
    /// The packed bytes cannot be kept.
    #[error(
        "the packed tree cannot be written to {folder:?}: {error}; free some space, let TMPDIR \
         name a folder with more, or leave large files out with .droneignore"
    )]
    Temporary {
        /// Folder of temporary files.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}
