//! Permission bits of a file: the one thing here that depends on the operating system.

use std::fs::Metadata;

/// The permission bits of `metadata`.
#[cfg(unix)]
pub(super) fn mode(metadata: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;

    metadata.permissions().mode() & 0o7777
}

/// What a checkout on such a system would have on Linux. Which files are executable is not known.
#[cfg(not(unix))]
pub(super) fn mode(metadata: &Metadata) -> u32 {
    if metadata.is_dir() { 0o755 } else { 0o644 }
}
