//! The working tree as a tar: what is in it, and that it comes out as it went in.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use drone_k8s::engine::archive::{Extra, Options, scan, write};
use tempfile::TempDir;

const ALL: Options = Options { git: true };

/// Packs `root` and unpacks it with the system's tar; gives where.
fn round_trip(root: &Path, options: &Options) -> (TempDir, Vec<String>) {
    let archive = write(&scan(root, options).unwrap(), "drone/src", Vec::new()).unwrap();
    let mut bytes = Vec::new();
    archive.reader().unwrap().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, archive.len());
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("a.tar"), &bytes).unwrap();
    let flags = if archive.is_gzip() { "-xzpf" } else { "-xpf" };
    let status = Command::new("tar")
        .arg(flags)
        .arg("a.tar")
        .current_dir(out.path())
        .status();
    assert!(status.unwrap().success());
    (out, archive.notes().to_vec())
}

/// Path, kind, mode and content of everything below a folder.
fn listing(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let mode = metadata.permissions().mode() & 0o7777;
            let text = if metadata.is_symlink() {
                format!("link {}", fs::read_link(&path).unwrap().display())
            } else if metadata.is_dir() {
                folders.push(path.clone());
                format!("folder {mode:o}")
            } else {
                format!("file {mode:o} {:?}", fs::read(&path).unwrap())
            };
            found.insert(
                path.strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned(),
                text,
            );
        }
    }
    found
}

fn names(root: &Path, options: &Options) -> Vec<String> {
    let (out, _) = round_trip(root, options);
    listing(&out.path().join("drone/src")).into_keys().collect()
}

fn git(root: &Path, args: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(args)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(done.status.success(), "git {args:?}");
}

#[test]
fn a_tree_comes_out_as_it_went_in() {
    let tree = TempDir::new().unwrap();
    let root = tree.path();
    fs::create_dir_all(root.join("a/empty")).unwrap();
    fs::write(root.join("a/run.sh"), "#!/bin/sh\n").unwrap();
    fs::set_permissions(root.join("a/run.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(root.join("secret"), "x").unwrap();
    fs::set_permissions(root.join("secret"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(root.join("odd \n name\u{e9}"), "y").unwrap();
    let long = "long-".repeat(40);
    fs::create_dir_all(root.join(&long)).unwrap();
    fs::write(root.join(&long).join(&long), "z").unwrap();
    symlink("a/run.sh", root.join("inside")).unwrap();
    symlink("/etc/passwd", root.join("outside")).unwrap();
    symlink("nowhere", root.join("dangling")).unwrap();
    symlink(&long, root.join("to-long")).unwrap();
    fs::write(root.join("zeros"), vec![0; 300_000]).unwrap();
    let (out, notes) = round_trip(root, &ALL);
    assert_eq!(listing(&out.path().join("drone/src")), listing(root));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn what_git_ignores_stays_and_what_it_tracks_goes() {
    let tree = TempDir::new().unwrap();
    let root = tree.path();
    git(root, &["init", "-q"]);
    fs::write(root.join(".gitignore"), "*.log\nbuild/\n").unwrap();
    fs::create_dir(root.join("build")).unwrap();
    for name in ["kept.log", "left.log", "new.txt", "build/out"] {
        fs::write(root.join(name), name).unwrap();
    }
    git(root, &["add", "-f", "kept.log", ".gitignore"]);
    git(root, &["commit", "-qm", "one"]);
    fs::write(root.join("kept.log"), "changed").unwrap();
    let all = names(root, &Options { git: false });
    assert_eq!(all, [".gitignore", "kept.log", "new.txt"]);
    let with_git = names(root, &ALL);
    assert!(with_git.contains(&".git/HEAD".to_string()), "{with_git:?}");
    assert!(
        !with_git.iter().any(|name| name.starts_with("build")),
        "{with_git:?}"
    );
}

#[test]
fn droneignore_leaves_out_tracked_files_too() {
    let tree = TempDir::new().unwrap();
    let root = tree.path();
    git(root, &["init", "-q"]);
    for name in ["big.bin", "small.txt"] {
        fs::write(root.join(name), name).unwrap();
    }
    git(root, &["add", "."]);
    fs::write(root.join(".droneignore"), "*.bin\n").unwrap();
    assert_eq!(
        names(root, &Options { git: false }),
        [".droneignore", "small.txt"]
    );
}

#[test]
fn a_file_that_git_tracks_and_that_was_deleted_is_not_missed() {
    let tree = TempDir::new().unwrap();
    let root = tree.path();
    git(root, &["init", "-q"]);
    fs::write(root.join("gone"), "x").unwrap();
    fs::write(root.join("there"), "y").unwrap();
    git(root, &["add", "."]);
    fs::remove_file(root.join("gone")).unwrap();
    assert_eq!(names(root, &Options { git: false }), ["there"]);
}

#[test]
fn large_trees_lie_in_a_file_and_are_read_more_than_once() {
    let tree = TempDir::new().unwrap();
    let bytes: Vec<u8> = (0_u32..3_000_000)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    fs::write(tree.path().join("big"), &bytes).unwrap();
    let archive = write(&scan(tree.path(), &ALL).unwrap(), "drone/src", Vec::new()).unwrap();
    assert!(archive.len() > 12_000_000);
    let mut first = Vec::new();
    let mut second = Vec::new();
    archive.reader().unwrap().read_to_end(&mut first).unwrap();
    archive.reader().unwrap().read_to_end(&mut second).unwrap();
    assert!(first == second && first.len() as u64 == archive.len());
}

#[test]
fn text_is_packed_and_noise_is_not() {
    let tree = TempDir::new().unwrap();
    fs::write(
        tree.path().join("text"),
        "all work and no play\n".repeat(20_000),
    )
    .unwrap();
    let archive = write(&scan(tree.path(), &ALL).unwrap(), "drone/src", Vec::new()).unwrap();
    assert!(archive.is_gzip() && archive.len() < 100_000);
}

#[test]
fn files_of_the_engine_go_where_they_say() {
    let tree = TempDir::new().unwrap();
    let extra = Extra {
        path: "run/control/script".to_string(),
        mode: 0o644,
        bytes: b"hi".to_vec(),
    };
    let archive = write(&scan(tree.path(), &ALL).unwrap(), "drone/src", vec![extra]).unwrap();
    let reader = archive.reader().unwrap();
    let plain: Box<dyn Read> = if archive.is_gzip() {
        Box::new(flate2::read::GzDecoder::new(reader))
    } else {
        Box::new(reader)
    };
    let mut tar = tar::Archive::new(plain);
    let mut found = Vec::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        found.push((entry.path().unwrap().display().to_string(), text));
    }
    assert!(
        found.contains(&("run/control/script".to_string(), "hi".to_string())),
        "{found:?}"
    );
}

#[test]
fn a_root_that_is_no_folder_is_named() {
    let error = scan(Path::new("/does/not/exist"), &ALL)
        .unwrap_err()
        .to_string();
    assert!(error.contains("/does/not/exist"), "{error}");
}
