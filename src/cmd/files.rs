//! The files that `lint` and `fmt` work on: found, read, replaced.

mod owner;

use std::fs;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::source::Source;

/// Names that are tried when no file is given, and looked for in folders.
pub(super) const NAMES: [&str; 2] = [".drone.yml", ".drone.yaml"];

/// One input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Input {
    /// `-`.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// The inputs that arguments mean: files as they are, folders searched as git would, in order and each
/// once.
///
/// # Errors
/// What is not there, as a sentence with what to do.
pub(super) fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, String> {
    if paths.is_empty() {
        let found = NAMES.iter().map(PathBuf::from).find(|path| path.exists());
        return found.map(|path| vec![Input::File(path)]).ok_or_else(|| {
            format!(
                "there is no {} in this folder\n  name the files or folders",
                NAMES.join(" or ")
            )
        });
    }
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input::Stdin);
        } else if path.is_dir() {
            search(path, &mut inputs)?;
        } else if path.exists() {
            inputs.push(Input::File(path.clone()));
        } else {
            return Err(format!(
                "{}: there is no such file or folder",
                path.display()
            ));
        }
    }
    inputs.sort();
    inputs.dedup();
    if inputs.is_empty() {
        return Err(format!("no {} was found", NAMES.join(" or ")));
    }
    Ok(inputs)
}

fn search(folder: &Path, inputs: &mut Vec<Input>) -> Result<(), String> {
    // Hidden files are what is looked for; hidden folders may hold some, but not git's own.
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
        let is_file = entry
            .file_type()
            .is_some_and(|kind| kind.is_file() || kind.is_symlink());
        if is_file && NAMES.iter().any(|name| entry.file_name() == *name) {
            let path = entry.into_path();
            inputs.push(Input::File(
                path.strip_prefix("./")
                    .map(Path::to_path_buf)
                    .unwrap_or(path),
            ));
        }
    }
    Ok(())
}

impl Input {
    /// Reads it; `stdin` is its name when it has none.
    ///
    /// # Errors
    /// That it cannot be read.
    pub(super) fn read(&self, stdin: &str) -> Result<Source, String> {
        match self {
            Self::Stdin => {
                let mut bytes = Vec::new();
                io::stdin()
                    .lock()
                    .read_to_end(&mut bytes)
                    .map_err(|error| format!("cannot read stdin: {error}"))?;
                Ok(Source::from_bytes(stdin, &bytes))
            }
            Self::File(path) => {
                let bytes = fs::read(path)
                    .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
                Ok(Source::from_bytes(path.display().to_string(), &bytes))
            }
        }
    }

    /// The path, if it is a file.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path),
        }
    }
}

/// Replaces the content `old` of a file by `text` in one step: whoever reads it sees the old or the new text.
/// Mode and owner are kept, a link goes on to point at the file.
///
/// # Errors
/// That it cannot be written, or that it holds something else than `old` by now; it is as it was then.
pub(super) fn replace(path: &Path, old: &Source, text: &str) -> Result<(), String> {
    let fail = |error: io::Error| format!("cannot write {}: {error}", path.display());
    let real = fs::canonicalize(path).map_err(fail)?;
    let metadata = fs::metadata(&real).map_err(fail)?;
    if metadata.permissions().readonly() {
        return Err(fail(ErrorKind::PermissionDenied.into()));
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::Builder::new()
        .prefix(".drone-k8s-")
        .tempfile_in(folder)
        .map_err(fail)?;
    new.write_all(text.as_bytes()).map_err(fail)?;
    owner::keep(new.as_file(), &metadata).map_err(fail)?;
    new.as_file()
        .set_permissions(metadata.permissions())
        .map_err(fail)?;
    new.as_file().sync_all().map_err(fail)?;
    // As late as can be: somebody may have written it while this was done.
    let now = fs::read(&real).map_err(fail)?;
    if Source::from_bytes(old.name(), &now).text() != old.text() {
        return Err(format!(
            "{} was changed by somebody else meanwhile: run again",
            path.display()
        ));
    }
    new.persist(&real).map_err(|error| fail(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Source, fs, replace};

    #[test]
    fn what_somebody_else_has_written_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let read = Source::new("file", "a:  b\n");
        fs::write(&path, "theirs\n").unwrap();
        let error = replace(&path, &read, "a: b\n").unwrap_err();
        assert!(error.contains("changed by somebody else"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs\n");
        fs::write(&path, "a:  b\n").unwrap();
        replace(&path, &read, "a: b\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a: b\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
