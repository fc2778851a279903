//! What git tracks, asked of the user's git.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::os;

/// A file in the index of a repository.
pub(super) struct Tracked {
    /// Relative to the folder that was asked about.
    pub(super) path: PathBuf,
    /// Git's own mode: executable.
    pub(super) executable: bool,
    /// A submodule, not a file.
    pub(super) submodule: bool,
}

/// How the question went.
pub(super) enum Answer {
    /// What is tracked below the folder.
    Files(Vec<Tracked>),
    /// There is no repository.
    NoRepository,
    /// There is a repository, but git does not answer; why.
    Failed(String),
}

/// Whether `folder` is part of a repository.
pub(super) fn in_repository(folder: &Path) -> bool {
    folder
        .ancestors()
        .any(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// What git tracks below `folder`.
pub(super) fn tracked(folder: &Path) -> Answer {
    if !in_repository(folder) {
        return Answer::NoRepository;
    }
    let mut git = Command::new("git");
    // a hook or an alias of git that runs this program says where *its* repository is
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        git.env_remove(variable);
    }
    git.current_dir(folder).stdin(Stdio::null());
    // the monitor is a program that the configuration of the repository names
    git.args(["-c", "core.fsmonitor=false", "ls-files", "-z", "--stage"]);
    match git.output() {
        Ok(output) if output.status.success() => Answer::Files(parse(&output.stdout)),
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stderr);
            Answer::Failed(text.lines().next().unwrap_or("no reason given").to_owned())
        }
        Err(error) => Answer::Failed(format!("git cannot be run: {error}")),
    }
}

/// Entries are `MODE HASH STAGE<tab>PATH<nul>`.
fn parse(output: &[u8]) -> Vec<Tracked> {
    let entries = output.split(|&byte| byte == 0);
    entries
        .filter_map(|entry| {
            let tab = entry.iter().position(|&byte| byte == b'\t')?;
            Some(Tracked {
                path: os::name_from_git(&entry[tab + 1..]).into(),
                executable: entry.starts_with(b"100755"),
                submodule: entry.starts_with(b"160000"),
            })
        })
        .collect()
}
