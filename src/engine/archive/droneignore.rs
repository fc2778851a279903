//! `.droneignore`: what does not go into the Pod, in the syntax of `.gitignore`.
//!
//! The walk of the tree reads these files itself. This is the same for what the walk does not see:
//! files that git tracks although it ignores them, and `.git`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Error;

/// Name of the files.
pub(super) const NAME: &str = ".droneignore";

/// The files that were read so far, by their folder.
#[derive(Default)]
pub(super) struct DroneIgnore {
    files: HashMap<PathBuf, Option<Gitignore>>,
}

impl DroneIgnore {
    /// Whether `path` below `root` is left out, by its own name or by that of a folder it is in.
    pub(super) fn exclude(
        &mut self,
        root: &Path,
        path: &Path,
        is_dir: bool,
    ) -> Result<bool, Error> {
        let mut levels: Vec<&Path> = path
            .ancestors()
            .take_while(|level| *level != root)
            .collect();
        levels.reverse();
        for level in levels {
            if self.names(level, is_dir || level != path)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the file of `folder`, if it has one, can be understood.
    pub(super) fn check(&mut self, folder: &Path) -> Result<(), Error> {
        self.rules(folder).map(|_| ())
    }

    /// Whether the closest file that says something about `path` leaves it out.
    fn names(&mut self, path: &Path, is_dir: bool) -> Result<bool, Error> {
        for folder in path.ancestors().skip(1) {
            if let Some(rules) = self.rules(folder)? {
                match rules.matched(path, is_dir) {
                    Match::Ignore(_) => return Ok(true),
                    Match::Whitelist(_) => return Ok(false),
                    Match::None => {}
                }
            }
        }
        Ok(false)
    }

    fn rules(&mut self, folder: &Path) -> Result<Option<&Gitignore>, Error> {
        if !self.files.contains_key(folder) {
            self.files.insert(folder.to_owned(), read(folder)?);
        }
        Ok(self.files.get(folder).and_then(Option::as_ref))
    }
}

fn read(folder: &Path) -> Result<Option<Gitignore>, Error> {
    let path = folder.join(NAME);
    if !path.is_file() {
        return Ok(None);
    }
    let wrong = |error: ignore::Error| Error::Ignore {
        path: path.clone(),
        message: error.to_string(),
    };
    let mut rules = GitignoreBuilder::new(folder);
    match rules.add(&path) {
        Some(error) => Err(wrong(error)),
        None => rules.build().map(Some).map_err(wrong),
    }
}
