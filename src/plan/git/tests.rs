//! Facts from real checkouts, made by `git` in temporary folders.

use super::{Checkout, FOREIGN};
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    for name in FOREIGN {
        command.env_remove(name);
    }
    for (name, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Ann Example"),
        ("GIT_AUTHOR_EMAIL", "7+ann@users.noreply.github.com"),
        ("GIT_COMMITTER_NAME", "C"),
        ("GIT_COMMITTER_EMAIL", "c@example.com"),
    ] {
        command.env(name, value);
    }
    let output = command.current_dir(folder).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A checkout on branch `feature/x` with one commit.
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q", "-b", "feature/x"]);
    git(
        folder.path(),
        &["commit", "-q", "--allow-empty", "-m", "Title\n\nBody é\n"],
    );
    folder
}

#[test]
fn a_checkout_with_all_there_is() {
    let folder = checkout();
    let at = folder.path();
    let first = git(at, &["rev-parse", "HEAD"]);
    git(at, &["commit", "-q", "--allow-empty", "-m", "second"]);
    git(at, &["tag", "v1.9.0"]);
    git(at, &["tag", "v1.10.0"]);
    git(
        at,
        &[
            "remote",
            "add",
            "upstream",
            "https://github.com/other/hello.git",
        ],
    );
    git(
        at,
        &[
            "remote",
            "add",
            "origin",
            "git@github.com:octocat/hello.git",
        ],
    );
    git(
        at,
        &[
            "symbolic-ref",
            "refs/remotes/origin/HEAD",
            "refs/remotes/origin/trunk",
        ],
    );
    std::fs::create_dir(at.join("sub")).unwrap();

    let found = Checkout::read(&at.join("sub"), &[]);
    assert_eq!(found.branch, "feature/x");
    assert_eq!(found.tag, "v1.10.0");
    assert_eq!(found.remote, "git@github.com:octocat/hello.git");
    assert_eq!(found.default_branch, "trunk");
    assert_eq!(found.notes, Vec::<String>::new());
    assert_eq!(
        found.top.unwrap().canonicalize().unwrap(),
        at.canonicalize().unwrap()
    );
    let commit = found.commit.unwrap();
    assert_eq!(commit.sha, git(at, &["rev-parse", "HEAD"]));
    assert_eq!(
        (commit.parent, commit.message),
        (first, "second".to_owned())
    );
    assert_eq!(commit.author_name, "Ann Example");
    assert_eq!(commit.author_email, "7+ann@users.noreply.github.com");
}

#[test]
fn the_remote_of_the_branch_counts() {
    let folder = checkout();
    let at = folder.path();
    git(
        at,
        &[
            "remote",
            "add",
            "origin",
            "https://github.com/octocat/hello.git",
        ],
    );
    git(
        at,
        &["remote", "add", "fork", "https://github.com/me/hello.git"],
    );
    git(at, &["config", "branch.feature/x.remote", "fork"]);
    assert_eq!(
        Checkout::read(at, &[]).remote,
        "https://github.com/me/hello.git"
    );
}

#[test]
fn a_root_commit_has_zeros_before_it_and_keeps_its_message() {
    let folder = checkout();
    let commit = Checkout::read(folder.path(), &[]).commit.unwrap();
    assert_eq!(commit.parent, "0".repeat(40));
    assert_eq!(commit.message, "Title\n\nBody é");
}

#[test]
fn an_unborn_branch_and_a_detached_head_are_fine() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q", "-b", "trunk"]);
    let found = Checkout::read(folder.path(), &[]);
    assert_eq!((found.branch.as_str(), found.commit), ("trunk", None));
    assert!(
        found.notes[0].contains("no commit yet"),
        "{:?}",
        found.notes
    );

    let folder = checkout();
    git(folder.path(), &["checkout", "-q", "--detach"]);
    let found = Checkout::read(folder.path(), &[]);
    assert_eq!(found.branch, "");
    assert!(found.commit.is_some());
    assert!(
        found.notes[0].contains("--commit-branch"),
        "{:?}",
        found.notes
    );
}

#[test]
fn no_repository_or_no_git_leaves_a_note() {
    let folder = tempfile::tempdir().unwrap();
    let found = Checkout::read(folder.path(), &[]);
    assert_eq!(found.commit, None);
    assert!(
        found.notes[0].contains("is not in a git checkout"),
        "{:?}",
        found.notes
    );
    let found = Checkout::read_with(OsStr::new("git-that-is-not-there"), folder.path(), &[]);
    assert!(
        found.notes[0].starts_with("git is not installed"),
        "{:?}",
        found.notes
    );
    let found = Checkout::read(&folder.path().join("gone"), &[]);
    assert!(
        found.notes[0].contains("cannot be run in"),
        "{:?}",
        found.notes
    );
}

/// Runs another test in a process in which git was told to look elsewhere.
#[test]
fn a_surrounding_git_does_not_lead_astray() {
    let name = format!("{}::a_checkout_with_all_there_is", module_path!());
    let name = name.split_once("::").unwrap().1;
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .env("GIT_DIR", "/nowhere/.git")
        .env("GIT_INDEX_FILE", "/nowhere/index")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}
