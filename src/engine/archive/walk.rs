//! Finds the files of a working tree: a walk by git's rules, then what git tracks in spite of them,
//! then `.git`.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::Error;
use super::droneignore::{self, DroneIgnore};
use super::git::{self, Answer};
use super::notes::{Notes, quoted};
use super::scan::{Entry, Scan};

/// Fills a [`Scan`].
pub(super) struct Scanner {
    scan: Scan,
    rules: DroneIgnore,
}

impl Scanner {
    /// For the tree below `root`, an absolute path without links.
    pub(super) fn new(root: PathBuf) -> Self {
        Self {
            scan: Scan {
                root,
                entries: BTreeMap::new(),
                notes: Notes::default(),
            },
            rules: DroneIgnore::default(),
        }
    }

    pub(super) fn finish(self) -> Scan {
        self.scan
    }

    /// Adds what is in `folder`, a repository or a part of one, apart from `.git`.
    pub(super) fn repository(&mut self, folder: &Path) -> Result<(), Error> {
        let mut walk = WalkBuilder::new(folder);
        walk.hidden(false)
            .ignore(false)
            .require_git(git::in_repository(folder))
            .filter_entry(|entry| entry.file_name() != ".git");
        self.walk(&mut walk, folder)?;
        self.tracked(folder)
    }

    /// Adds `.git` of all folders that have one, whole.
    pub(super) fn git_folders(&mut self) -> Result<(), Error> {
        let root = self.scan.root.clone();
        let folders = self
            .scan
            .entries
            .iter()
            .filter(|(_, entry)| entry.is_folder());
        let mut folders: Vec<PathBuf> = folders.map(|(path, _)| root.join(path)).collect();
        folders.push(root.clone());
        for folder in folders {
            let git = folder.join(".git");
            let Some(data) = look(&git)? else {
                continue;
            };
            if self.rules.exclude(&root, &git, data.is_dir())? {
                continue;
            }
            self.add(&git, &data)?;
            if data.is_dir() {
                let mut walk = WalkBuilder::new(&git);
                walk.standard_filters(false).parents(true);
                self.walk(&mut walk, &git)?;
            } else if folder == root {
                let note = "the repository of this worktree is in another folder, which is not \
                            sent: commands of git will fail in steps";
                self.scan.notes.add(note.to_owned());
            }
        }
        Ok(())
    }

    /// Adds all that `walk` finds below `folder`.
    fn walk(&mut self, walk: &mut WalkBuilder, folder: &Path) -> Result<(), Error> {
        walk.add_custom_ignore_filename(droneignore::NAME);
        // the user's own excludes match paths from here on
        walk.current_dir(folder);
        for entry in walk.build() {
            match entry {
                Ok(entry) if entry.depth() > 0 => self.found(&entry)?,
                Ok(_) => {}
                Err(error) => failed(error, folder)?,
            }
        }
        Ok(())
    }

    fn found(&mut self, entry: &DirEntry) -> Result<(), Error> {
        if entry.file_name() == droneignore::NAME
            && let Some(folder) = entry.path().parent()
        {
            // the walk passes over lines that it does not understand
            self.rules.check(folder)?;
        }
        match look(entry.path())? {
            Some(data) => self.add(entry.path(), &data),
            None => Ok(()),
        }
    }

    /// Adds what git tracks below `folder` and the walk did not find because git ignores it.
    fn tracked(&mut self, folder: &Path) -> Result<(), Error> {
        let files = match git::tracked(folder) {
            Answer::Files(files) => files,
            Answer::NoRepository => return Ok(()),
            Answer::Failed(reason) => {
                self.scan.notes.add(format!(
                    "git does not say which files it tracks in {}: files that are both tracked \
                     and ignored are left out ({reason})",
                    quoted(folder)
                ));
                return Ok(());
            }
        };
        for file in files {
            let path = folder.join(&file.path);
            if file.submodule {
                self.submodule(&path)?;
                continue;
            }
            self.add_ignored(&path, false)?;
            // where files have no permission bits, git knows which are programs
            if cfg!(not(unix))
                && file.executable
                && let Some(entry) = self
                    .key(&path)
                    .and_then(|key| self.scan.entries.get_mut(key.as_os_str()))
            {
                entry.mode = 0o755;
            }
        }
        Ok(())
    }

    /// Adds a submodule; one that was not fetched is an empty folder.
    fn submodule(&mut self, path: &Path) -> Result<(), Error> {
        let walked = self.has(path);
        if !self.add_ignored(path, true)? || look(&path.join(".git"))?.is_none() {
            Ok(())
        } else if walked {
            self.tracked(path)
        } else {
            self.repository(path)
        }
    }

    /// Adds `path` and the folders it is in, unless `.droneignore` leaves one of them out. Says
    /// whether it is part of the tree now.
    fn add_ignored(&mut self, path: &Path, is_dir: bool) -> Result<bool, Error> {
        if self.has(path) {
            return Ok(true);
        }
        let root = self.scan.root.clone();
        if self.rules.exclude(&root, path, is_dir)? {
            return Ok(false);
        }
        let mut levels: Vec<&Path> = path
            .ancestors()
            .take_while(|level| *level != root)
            .collect();
        levels.reverse();
        for level in levels {
            // a folder that has become a link since git saw it leads elsewhere
            match look(level)? {
                Some(data) if level == path || data.is_dir() => self.add(level, &data)?,
                _ => return Ok(false),
            }
        }
        Ok(self.has(path))
    }

    fn add(&mut self, path: &Path, data: &Metadata) -> Result<(), Error> {
        let Some(key) = self.key(path) else {
            return Ok(());
        };
        match Entry::new(path, data)? {
            Ok(entry) => {
                self.scan.entries.insert(key.as_os_str().to_owned(), entry);
            }
            Err(special) => {
                self.scan
                    .notes
                    .add(format!("{} is {special} and is not sent", quoted(key)));
            }
        }
        Ok(())
    }

    fn has(&self, path: &Path) -> bool {
        self.key(path)
            .is_some_and(|key| self.scan.entries.contains_key(key.as_os_str()))
    }

    fn key<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        path.strip_prefix(&self.scan.root)
            .ok()
            .filter(|key| !key.as_os_str().is_empty())
    }
}

/// What is at `path`, if anything. Links are not followed.
fn look(path: &Path) -> Result<Option<Metadata>, Error> {
    match path.symlink_metadata() {
        Ok(data) => Ok(Some(data)),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(Error::Read {
            path: path.to_owned(),
            error,
        }),
    }
}

/// The walk could not read something below `folder`.
fn failed(error: ignore::Error, folder: &Path) -> Result<(), Error> {
    let path = path_of(&error).unwrap_or(folder).to_owned();
    match error.into_io_error() {
        Some(error) if !is_gone(&error) => Err(Error::Read { path, error }),
        // a line of a .gitignore that cannot be understood: git passes over it too
        _ => Ok(()),
    }
}

fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}
