//! Who owns a file that replaces another: only Unix knows how to keep that.

use std::fs::{File, Metadata};
use std::io;

/// Gives a new file the owner and group of the one that it replaces.
///
/// # Errors
/// That only another user may do so.
#[cfg(unix)]
pub(super) fn keep(new: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let own = new.metadata()?;
    let uid = (own.uid() != old.uid()).then(|| old.uid());
    let gid = (own.gid() != old.gid()).then(|| old.gid());
    if uid.is_none() && gid.is_none() {
        return Ok(());
    }
    fchown(new, uid, gid)
}

/// A new file belongs to who makes it, as everywhere on such systems.
#[cfg(not(unix))]
pub(super) fn keep(_new: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}
