//! Which files belong to the working tree.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::notes::Notes;
use super::walk::Scanner;
use super::{Error, Options, os};

/// The files, folders and links of a working tree, folders before what they hold.
#[derive(Debug)]
pub struct Scan {
    pub(super) root: PathBuf,
    /// By path below the root.
    pub(super) entries: BTreeMap<OsString, Entry>,
    pub(super) notes: Notes,
}

/// One file, folder or link as it was found.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    /// Permission bits.
    pub(super) mode: u32,
    /// Seconds since 1970.
    pub(super) mtime: u64,
    /// Which file it is.
    pub(super) identity: (u64, u64),
}

#[derive(Debug)]
pub(super) enum Kind {
    Folder,
    /// With its size.
    File(u64),
    /// With what it points to.
    Link(PathBuf),
}

impl Scan {
    /// A tree without files.
    pub fn nothing() -> Self {
        Self {
            root: PathBuf::new(),
            entries: BTreeMap::new(),
            notes: Notes::default(),
        }
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.entries.values().map(Entry::size).sum()
    }

    /// Number of files, folders and links.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the tree holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Entry {
    /// What `data` says about the file at `path`, or what is in the way of sending it.
    pub(super) fn new(path: &Path, data: &Metadata) -> Result<Result<Self, &'static str>, Error> {
        let kind = data.file_type();
        let (kind, mode) = if kind.is_dir() {
            // whoever unpacks must be able to write into it
            (Kind::Folder, os::mode(data) | 0o700)
        } else if kind.is_file() {
            (Kind::File(data.len()), os::mode(data))
        } else if kind.is_symlink() {
            let target = path.read_link().map_err(|error| Error::Read {
                path: path.to_owned(),
                error,
            })?;
            (Kind::Link(target), 0o777)
        } else {
            return Ok(Err(os::special(kind)));
        };
        Ok(Ok(Self {
            kind,
            mode,
            mtime: seconds(data),
            identity: os::identity(data),
        }))
    }

    pub(super) fn is_folder(&self) -> bool {
        matches!(self.kind, Kind::Folder)
    }

    /// Bytes of its content.
    pub(super) fn size(&self) -> u64 {
        match self.kind {
            Kind::File(size) => size,
            Kind::Folder | Kind::Link(_) => 0,
        }
    }
}

/// When a file was changed last, in seconds since 1970.
pub(super) fn seconds(data: &Metadata) -> u64 {
    let modified = data.modified().ok();
    let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_secs())
}

/// Lists the working tree below `root`.
///
/// It holds what git tracks, what git does not ignore (`.gitignore`, `.git/info/exclude`, the user's
/// own excludes; `.gitignore` counts without a repository too) and `.git` if `options` say so; in
/// submodules likewise. `.droneignore` files have the last word: they leave out, and bring back with
/// `!` what git ignores. Sockets, pipes and devices are left out with a note.
pub fn scan(root: &Path, options: &Options) -> Result<Scan, Error> {
    let no_root = |error| Error::Root {
        path: root.to_owned(),
        error,
    };
    let folder = root.canonicalize().map_err(no_root)?;
    if !folder.is_dir() {
        return Err(no_root(io::ErrorKind::NotADirectory.into()));
    }
    let mut scanner = Scanner::new(folder.clone());
    scanner.repository(&folder)?;
    if options.git {
        scanner.git_folders()?;
    }
    Ok(scanner.finish())
}
