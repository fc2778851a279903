//! Which files make the working tree of a run.

use std::path::PathBuf;

use crate::cli::ExecArgs;
use crate::engine::archive::{Options, Scan, scan, write};
use crate::engine::error::{Error, Kind};
use crate::engine::kube::{Feed, Pack};

/// Packs the working tree for `workspace` when the run asks for it; with `--clone` nothing of it.
pub(super) fn pack(args: &ExecArgs, workspace: &str, feed: Feed) -> Pack {
    // A clone step fills the workspace then.
    let clone = args.clone.clone;
    let root = args.workdir.clone().unwrap_or_else(|| PathBuf::from("."));
    let options = Options { git: !args.no_git };
    let prefix = workspace.trim_start_matches('/').to_string();
    Box::new(move |extra| {
        let upload = |error: crate::engine::archive::Error| {
            Error::new(
                Kind::Upload,
                format!("cannot pack the working tree: {error}"),
            )
        };
        let scan = if clone {
            Scan::nothing()
        } else {
            scan(&root, &options).map_err(upload)?
        };
        let archive = write(&scan, &prefix, extra).map_err(upload)?;
        for note in archive.notes() {
            feed.warn(note.clone());
        }
        Ok(archive)
    })
}
