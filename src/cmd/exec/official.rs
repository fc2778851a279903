//! Flags of the official tools in terms of ours.

use std::io::Write;
use std::time::Duration;

use crate::Io;
use crate::cli::{ColorChoice, ExecArgs};

/// Folds them into the flags they stand for, and says what is to be said about them.
pub(super) fn settle(args: &mut ExecArgs, io: &mut Io) {
    let official = &args.official;
    if args.color == ColorChoice::Auto {
        args.color = match (official.pretty, official.no_pretty) {
            (true, _) => ColorChoice::Always,
            (_, true) => ColorChoice::Never,
            _ => ColorChoice::Auto,
        };
    }
    if let Some(minutes) = official.repo_timeout {
        args.timeout = Duration::from_secs(u64::from(minutes) * 60);
    }
    for (flag, given, instead) in [
        (
            "--secrets",
            !official.secrets.is_empty(),
            "--secret NAME takes the value from the environment, --secret-file FILE from a file",
        ),
        (
            "--netrc-password",
            official.netrc_password.is_some(),
            "the environment variable DRONE_NETRC_PASSWORD is taken too",
        ),
    ] {
        if given {
            say(
                io,
                &format!(
                    "warning: {flag} shows the value to everyone who can list the processes of this \
                     machine; {instead}"
                ),
            );
        }
    }
    let idle = &official.idle;
    let idle: Vec<&str> = [
        ("--repo-id", &idle.repo_id),
        ("--repo-created", &idle.repo_created),
        ("--repo-updated", &idle.repo_updated),
        ("--build-id", &idle.build_id),
        ("--build-updated", &idle.build_updated),
        ("--commit-sender", &idle.commit_sender),
        ("--commit-fork", &idle.commit_fork),
        ("--stage-id", &idle.stage_id),
        ("--stage-kernel", &idle.stage_kernel),
        ("--stage-created", &idle.stage_created),
        ("--stage-updated", &idle.stage_updated),
        ("--system-link", &idle.system_link),
    ]
    .into_iter()
    .filter_map(|(flag, value)| value.as_ref().map(|_| flag))
    .collect();
    if !idle.is_empty() {
        say(
            io,
            &format!(
                "note: {}: no step sees it, as with the official runner",
                idle.join(", ")
            ),
        );
    }
}

fn say(io: &mut Io, line: &str) {
    // A reader that has gone is no error.
    let _ = writeln!(io.stderr, "{line}");
}
