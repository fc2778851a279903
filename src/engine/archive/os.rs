//! What only one kind of operating system knows about files.

#[cfg(not(unix))]
pub(super) use other::{identity, mode, name_bytes, name_from_git, read_at, special};
#[cfg(unix)]
pub(super) use unix::{identity, mode, name_bytes, name_from_git, read_at, special};

#[cfg(unix)]
mod unix {
    use std::borrow::Cow;
    use std::ffi::{OsStr, OsString};
    use std::fs::{File, FileType, Metadata};
    use std::io;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt, PermissionsExt};

    /// Permission bits. The set-user-ID, set-group-ID and sticky bits mean something else once the
    /// owner is root, and are left out.
    pub(in super::super) fn mode(data: &Metadata) -> u32 {
        data.permissions().mode() & 0o777
    }

    /// What tells whether two names are the same file; the same for all files where nothing does.
    pub(in super::super) fn identity(data: &Metadata) -> (u64, u64) {
        (data.dev(), data.ino())
    }

    /// What a file that is neither a folder nor a link nor a regular file is.
    pub(in super::super) fn special(kind: FileType) -> &'static str {
        if kind.is_socket() {
            "a socket"
        } else if kind.is_fifo() {
            "a named pipe"
        } else {
            "a device"
        }
    }

    /// A name as tar stores it.
    pub(in super::super) fn name_bytes(name: &OsStr) -> Cow<'_, [u8]> {
        Cow::Borrowed(name.as_bytes())
    }

    /// A name as git prints it.
    pub(in super::super) fn name_from_git(name: &[u8]) -> OsString {
        OsString::from_vec(name.to_vec())
    }

    /// Reads at a position without moving the file's own.
    pub(in super::super) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        file.read_at(buffer, at)
    }
}

#[cfg(not(unix))]
mod other {
    use std::borrow::Cow;
    use std::ffi::{OsStr, OsString};
    use std::fs::{File, FileType, Metadata};
    use std::io::{self, Read, Seek, SeekFrom};

    pub(in super::super) fn mode(data: &Metadata) -> u32 {
        if data.is_dir() { 0o755 } else { 0o644 }
    }

    pub(in super::super) fn identity(_: &Metadata) -> (u64, u64) {
        (0, 0)
    }

    pub(in super::super) fn special(_: FileType) -> &'static str {
        "no regular file"
    }

    pub(in super::super) fn name_bytes(name: &OsStr) -> Cow<'_, [u8]> {
        Cow::Owned(name.to_string_lossy().replace('\\', "/").into_bytes())
    }

    pub(in super::super) fn name_from_git(name: &[u8]) -> OsString {
        String::from_utf8_lossy(name).into_owned().into()
    }

    pub(in super::super) fn read_at(
        mut file: &File,
        buffer: &mut [u8],
        at: u64,
    ) -> io::Result<usize> {
        file.seek(SeekFrom::Start(at))?;
        file.read(buffer)
    }
}
