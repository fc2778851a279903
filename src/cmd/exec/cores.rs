//! A crash must not leave the values of secrets in a file.

/// No core file is written for this process and those it starts.
#[cfg(unix)]
pub(super) fn forbid() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let none = Rlimit {
        current: Some(0),
        ..getrlimit(Resource::Core)
    };
    // A limit may always be lowered; nothing hangs on it.
    let _ = setrlimit(Resource::Core, none);
}

/// Elsewhere crash reports are a setting of the system.
#[cfg(not(unix))]
pub(super) fn forbid() {}
