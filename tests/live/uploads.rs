//! The working tree with everything that file systems and git allow.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::harness::Run;
use crate::support::shell;

/// One line for the names and modes, one for the content. Names may hold newlines.
const SUMS: &str = "find . -mindepth 1 ! -name .drone.yml -print0 | sort -z | xargs -0 stat -c '%f %n %N' | sha256sum; \
    find . -type f ! -name .drone.yml -print0 | sort -z | xargs -0 sha256sum | sha256sum";

fn sums(folder: &Path) -> Vec<String> {
    let output = Command::new("busybox")
        .args(["sh", "-c", SUMS])
        .env("LC_ALL", "C")
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_string).collect()
}

fn summing() -> Run {
    shell(&[SUMS])
}

fn same(run: Run, args: &[&str]) {
    let wanted = sums(run.path());
    assert_eq!(wanted.len(), 2, "{wanted:?}");
    let done = run.args(args).done().code(0);
    let lines = done.lines("it");
    assert_eq!(lines[lines.len() - 2..], wanted, "{}", done.stderr);
}

fn git(folder: &Path, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Ann", "-c", "user.email=ann@example.com"])
        .args([
            "-c",
            "protocol.file.allow=always",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
}

/// `ls` of everything but `.git`, sorted.
fn listing() -> Run {
    shell(&["find . -path ./.git -prune -o -mindepth 1 -print | sort"])
}

fn listed(run: Run) -> Vec<String> {
    let done = run.done().code(0);
    let lines = done.lines("it");
    lines
        .iter()
        .skip(1)
        .map(|line| line.trim_start_matches("./").to_string())
        .collect()
}

#[test]
fn odd_names_modes_and_links() {
    let run = summing();
    let root = run.path().to_path_buf();
    for name in [
        &b"new\nline"[..],
        b"-dash",
        b" lead and trail ",
        b"quote'\"$(x)`",
        b"back\\slash",
        b"\xff\xfe not utf-8",
        "é日本".as_bytes(),
        b"#hash",
        b"!bang",
        &[b'n'; 255],
    ] {
        fs::write(root.join(OsStr::from_bytes(name)), name).unwrap();
    }
    let deep = root
        .join("d".repeat(100))
        .join("e".repeat(100))
        .join("f".repeat(100));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("g".repeat(100)), "deep").unwrap();
    for (name, mode) in [
        ("secret", 0o600),
        ("fixed", 0o444),
        ("run", 0o755),
        ("open", 0o666),
        ("none", 0o000),
    ] {
        fs::write(root.join(name), name).unwrap();
        fs::set_permissions(root.join(name), Permissions::from_mode(mode)).unwrap();
    }
    fs::create_dir_all(root.join("empty/inside")).unwrap();
    fs::create_dir(root.join("closed")).unwrap();
    fs::set_permissions(root.join("closed"), Permissions::from_mode(0o700)).unwrap();
    fs::hard_link(root.join("run"), root.join("hard")).unwrap();
    symlink("run", root.join("to-file")).unwrap();
    symlink("empty", root.join("to-folder")).unwrap();
    symlink("../../../etc/passwd", root.join("out")).unwrap();
    symlink("loop", root.join("loop")).unwrap();
    symlink(format!("{}x", "y/".repeat(100)), root.join("long-target")).unwrap();
    fs::write(root.join("nothing"), "").unwrap();
    same(run, &[]);
}

#[test]
fn what_is_no_file_is_left_out_with_a_word() {
    let run = listing().with("file", "x");
    let made = Command::new("mkfifo")
        .arg(run.path().join("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(run.path().join("socket")).unwrap();
    let done = run.done().code(0);
    assert_eq!(
        done.lines("it")[1..],
        ["./.drone.yml".to_string(), "./file".to_string()]
    );
    assert!(
        done.stderr.contains("pipe") && done.stderr.contains("socket"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_user_other_than_root_may_read_run_and_add() {
    let run = Run::new(
        "steps:
- name: it
  image: nonroot
  commands: [id -u, cat file, ./script, 'mkdir folder', 'echo more > folder/new']
- {name: next, image: busybox, user: 1234, commands: [cat folder/new, touch other]}
",
    )
    .with("file", "some content\n")
    .with("script", "#!/bin/sh\necho script ran\n");
    fs::set_permissions(run.path().join("script"), Permissions::from_mode(0o755)).unwrap();
    run.done().code(0).says(&[
        "it   | 1000",
        "it   | some content",
        "it   | script ran",
        "next | more",
    ]);
}

#[test]
fn git_decides_what_belongs_to_the_tree() {
    let run = listing()
        .with("kept", "1")
        .with("deleted", "1")
        .with("changed", "1")
        .with("tracked.log", "tracked although ignored")
        .with(".gitignore", "*.log\n/build/\n!keep.log\n")
        .with("sub/.gitignore", "local\n");
    git(run.path(), &["init", "-q"]);
    git(run.path(), &["add", "."]);
    git(run.path(), &["add", "-f", "tracked.log"]);
    git(run.path(), &["commit", "-qm", "one"]);
    fs::remove_file(run.path().join("deleted")).unwrap();
    let run = run
        .with("changed", "2")
        .with("untracked", "")
        .with("other.log", "")
        .with("keep.log", "")
        .with("build/out", "")
        .with("sub/local", "")
        .with("sub/build/x", "");
    let mut wanted = vec![
        ".drone.yml",
        ".gitignore",
        "changed",
        "keep.log",
        "kept",
        "sub",
        "sub/.gitignore",
        "sub/build",
        "sub/build/x",
        "tracked.log",
        "untracked",
    ];
    wanted.sort_unstable();
    assert_eq!(listed(run), wanted);
}

#[test]
fn the_git_folder_arrives_whole() {
    let run = summing().with("a", "1").with("b/c", "2");
    git(run.path(), &["init", "-q"]);
    git(run.path(), &["add", "."]);
    git(run.path(), &["commit", "-qm", "one"]);
    git(run.path(), &["tag", "v1"]);
    git(run.path(), &["repack", "-qad"]);
    same(run, &[]);
}

#[test]
fn droneignore_has_the_last_word() {
    let run = listing()
        .with(".droneignore", "# heavy\n/data/\n*.iso\n!small.iso\n")
        .with("data/x", "")
        .with("sub/data/x", "")
        .with("big.iso", "")
        .with("small.iso", "")
        .with("tracked.iso", "");
    git(run.path(), &["init", "-q"]);
    git(run.path(), &["add", "-f", "."]);
    git(run.path(), &["commit", "-qm", "one"]);
    let mut wanted = vec![
        ".drone.yml",
        ".droneignore",
        "small.iso",
        "sub",
        "sub/data",
        "sub/data/x",
    ];
    wanted.sort_unstable();
    assert_eq!(listed(run), wanted);
}

#[test]
fn a_folder_below_the_root_of_a_checkout_is_a_tree_of_its_own() {
    let run = Run::new("steps: []\n")
        .with(".gitignore", "*.tmp\n")
        .with("top", "")
        .with("project/pipe.yml", "kind: pipeline\ntype: kubernetes\nname: x\nsteps:\n- {name: it, image: busybox, commands: ['find . -path ./.git -prune -o -type f -print | sort']}\n")
        .with("project/file", "")
        .with("project/x.tmp", "");
    git(run.path(), &["init", "-q"]);
    let done = run
        .args(&["project/pipe.yml", "--workdir", "project"])
        .done()
        .code(0);
    assert_eq!(done.lines("it")[1..], ["./file", "./pipe.yml"]);
}

#[test]
fn services_and_plugins_see_the_tree() {
    Run::new(
        "services:
- {name: server, image: busybox, commands: ['cat file; touch up; sleep 600']}
steps:
- {name: wait, image: busybox, commands: ['until [ -e up ]; do sleep 0.05; done']}
- {name: plugin, image: busybox, command: [cat, file]}
",
    )
    .with("file", "content of the tree\n")
    .done()
    .code(0)
    .says(&[
        "server | content of the tree",
        "plugin | content of the tree",
    ]);
}
