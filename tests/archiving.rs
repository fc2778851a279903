//! The working tree as a tar: what is in it, and that it comes out as it went in.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use drone_k8s::engine::archive::{Archive, Extra, Options, PIECE, scan, write};
use md5::{Digest, Md5};
use tempfile::TempDir;

const ALL: Options = Options { git: true };
const TREE: Options = Options { git: false };

fn pack(root: &Path) -> Archive {
    write(&scan(root, &ALL).unwrap(), "drone/src", Vec::new()).unwrap()
}

fn bytes(archive: &Archive) -> Vec<u8> {
    let mut bytes = Vec::new();
    archive.reader().unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// The tar in `archive`, unpacked by what it says about itself.
fn plain(archive: &Archive) -> tar::Archive<Box<dyn Read + '_>> {
    let reader = archive.reader().unwrap();
    tar::Archive::new(if archive.is_gzip() {
        Box::new(flate2::read::GzDecoder::new(reader))
    } else {
        Box::new(reader)
    })
}

/// A folder with empty files.
fn files(names: &[&str]) -> TempDir {
    let tree = TempDir::new().unwrap();
    for name in names {
        let path = tree.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    tree
}

/// Packs `root` and unpacks it with the system's tar; gives where.
fn round_trip(root: &Path, options: Options) -> (TempDir, Vec<String>) {
    let archive = write(&scan(root, &options).unwrap(), "drone/src", Vec::new()).unwrap();
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

fn names(root: &Path, options: Options) -> Vec<String> {
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
    let (out, notes) = round_trip(root, ALL);
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
    let all = names(root, TREE);
    assert_eq!(all, [".gitignore", "kept.log", "new.txt"]);
    let with_git = names(root, ALL);
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
    assert_eq!(names(root, TREE), [".droneignore", "small.txt"]);
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
    assert_eq!(names(root, TREE), ["there"]);
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

#[test]
fn the_hash_is_that_of_the_list_of_hashes_and_the_count_that_of_the_tree() {
    let tree = files(&["a/one", "two"]);
    symlink("two", tree.path().join("three")).unwrap();
    fs::write(tree.path().join("long"), vec![7; PIECE + 1]).unwrap();
    let archive = pack(tree.path());
    let list: String = bytes(&archive)
        .chunks(PIECE)
        .map(|piece| md5(piece) + "  -\n")
        .collect();
    assert_eq!(archive.checksum(), md5(list.as_bytes()));
    assert_eq!(archive.entries(), 5);
}

fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from_digit(digit.into(), 16).unwrap())
        .collect()
}

#[test]
fn busybox_unpacks_names_that_are_long_or_no_text() {
    let Ok(version) = Command::new("busybox").stdout(Stdio::null()).status() else {
        println!("skipped: there is no busybox");
        return;
    };
    assert!(version.success());
    let tree = TempDir::new().unwrap();
    let root = tree.path();
    for len in [88, 89, 90, 91, 100, 101, 255] {
        fs::write(root.join("n".repeat(len)), "name").unwrap();
        symlink("t".repeat(len), root.join(format!("link-{len}"))).unwrap();
    }
    let deep = root
        .join("d".repeat(200))
        .join("é".repeat(100))
        .join("f".repeat(50));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("file"), "deep").unwrap();
    fs::write(
        root.join(OsStr::from_bytes(b"\xff\xfe bytes \x1b")),
        "bytes",
    )
    .unwrap();
    symlink("../../../etc", root.join("up")).unwrap();
    symlink("a//b/./c/", root.join("as-it-is")).unwrap();
    let archive = pack(root);
    let out = TempDir::new().unwrap();
    let flags = if archive.is_gzip() { "-xzf" } else { "-xf" };
    let mut tar = Command::new("busybox")
        .args(["tar", flags, "-", "-C"])
        .arg(out.path())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    tar.stdin
        .take()
        .unwrap()
        .write_all(&bytes(&archive))
        .unwrap();
    assert!(tar.wait().unwrap().success());
    assert_eq!(listing(&out.path().join("drone/src")), listing(root));
    let (out, _) = round_trip(root, ALL);
    assert_eq!(
        listing(&out.path().join("drone/src")),
        listing(root),
        "GNU tar"
    );
}

#[test]
fn all_belongs_to_root_and_no_file_runs_as_its_owner() {
    let tree = files(&["tool"]);
    fs::set_permissions(tree.path().join("tool"), fs::Permissions::from_mode(0o4755)).unwrap();
    let archive = write(&scan(tree.path(), &ALL).unwrap(), "/w/", Vec::new()).unwrap();
    let mut tar = plain(&archive);
    let entry = tar.entries().unwrap().next().unwrap().unwrap();
    let header = entry.header();
    assert_eq!(entry.path_bytes(), &b"w/tool"[..]);
    assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
    assert_eq!(header.mode().unwrap(), 0o755);
}

#[test]
fn links_are_never_followed() {
    let outside = files(&["folder/secret"]);
    let tree = TempDir::new().unwrap();
    let root = tree.path();
    git(root, &["init", "-q"]);
    fs::create_dir(root.join("folder")).unwrap();
    fs::write(root.join("folder/secret"), "").unwrap();
    git(root, &["add", "."]);
    // git still tracks `folder/secret`, which now is a file somewhere else
    fs::remove_dir_all(root.join("folder")).unwrap();
    symlink(outside.path().join("folder"), root.join("folder")).unwrap();
    assert_eq!(names(root, TREE), ["folder"]);
    fs::write(root.join(".gitignore"), "folder\n").unwrap();
    assert_eq!(names(root, TREE), [".gitignore"]);
}

#[test]
fn sockets_and_pipes_stay_with_a_note() {
    let tree = files(&["file"]);
    let root = tree.path();
    let _listener = UnixListener::bind(root.join("sock\n")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(root.join("pipe"))
            .status()
            .unwrap()
            .success()
    );
    let (out, notes) = round_trip(root, ALL);
    assert_eq!(
        listing(&out.path().join("drone/src"))
            .into_keys()
            .collect::<Vec<_>>(),
        ["file"]
    );
    assert_eq!(
        notes,
        [
            "\"pipe\" is a named pipe and is not sent",
            "\"sock\\n\" is a socket and is not sent",
        ]
    );
}

#[test]
fn droneignore_brings_back_what_git_ignores() {
    let tree = files(&[
        "dist/app.js",
        "dist/app.map",
        "node_modules/x",
        "sub/a.tmp",
        "sub/b.tmp",
    ]);
    let root = tree.path();
    git(root, &["init", "-q"]);
    fs::write(root.join(".gitignore"), "dist/\nnode_modules/\n*.tmp\n").unwrap();
    fs::write(root.join(".droneignore"), "!dist/\n*.map\n.git*\n").unwrap();
    fs::write(root.join("sub/.droneignore"), "!b.tmp\n").unwrap();
    let all = [
        ".droneignore",
        "dist",
        "dist/app.js",
        "sub",
        "sub/.droneignore",
        "sub/b.tmp",
    ];
    assert_eq!(names(root, ALL), all);
}

#[test]
fn droneignore_reaches_into_the_repository() {
    let tree = TempDir::new().unwrap();
    git(tree.path(), &["init", "-q"]);
    fs::write(tree.path().join(".git/big.pack"), "").unwrap();
    fs::write(tree.path().join(".droneignore"), "*.pack\n.git/hooks\n").unwrap();
    let all = names(tree.path(), ALL);
    assert!(all.contains(&".git/HEAD".to_owned()), "{all:?}");
    assert!(!all.iter().any(|name| name == ".git/big.pack"), "{all:?}");
    assert!(
        !all.iter().any(|name| name.starts_with(".git/hooks")),
        "{all:?}"
    );
}

#[test]
fn the_rules_of_git_do_not_reach_into_its_own_folder() {
    let tree = TempDir::new().unwrap();
    git(tree.path(), &["init", "-q"]);
    fs::write(tree.path().join(".gitignore"), "*\n.*\nHEAD\n").unwrap();
    let all = names(tree.path(), ALL);
    assert!(all.contains(&".git/HEAD".to_owned()), "{all:?}");
    assert!(!all.contains(&".gitignore".to_owned()), "{all:?}");
}

#[test]
fn gitignore_counts_without_a_repository() {
    let tree = files(&["a.log", "b.txt"]);
    fs::write(tree.path().join(".gitignore"), "*.log\n").unwrap();
    assert_eq!(names(tree.path(), ALL), [".gitignore", "b.txt"]);
}

#[test]
fn excludes_of_the_repository_count_and_a_part_of_it_can_be_sent() {
    let tree = files(&["part/a.log", "part/b.txt", "part/c.bak", "other"]);
    git(tree.path(), &["init", "-q"]);
    fs::write(tree.path().join(".gitignore"), "*.log\n").unwrap();
    fs::write(tree.path().join(".git/info/exclude"), "*.bak\n").unwrap();
    git(tree.path(), &["add", "-f", "part/a.log"]);
    assert_eq!(names(&tree.path().join("part"), ALL), ["a.log", "b.txt"]);
}

#[test]
fn submodules_are_trees_of_their_own() {
    let library = files(&["kept.o", "code.c"]);
    git(library.path(), &["init", "-q"]);
    fs::write(library.path().join(".gitignore"), "*.o\n").unwrap();
    git(library.path(), &["add", "-f", "."]);
    git(library.path(), &["commit", "-qm", "one"]);
    let tree = TempDir::new().unwrap();
    let root = tree.path();
    git(root, &["init", "-q"]);
    let url = library.path().to_str().unwrap();
    let add = ["submodule", "--quiet", "add", url, "third/lib"];
    git(
        root,
        &[&["-c", "protocol.file.allow=always"][..], &add].concat(),
    );
    // ignored as a whole, but tracked
    fs::write(root.join(".gitignore"), "third/\n*.c\n").unwrap();
    fs::write(root.join("third/lib/new.c"), "").unwrap();
    fs::write(root.join("third/lib/new.o"), "").unwrap();
    let tree = [".gitignore", ".gitmodules", "third", "third/lib"].into_iter();
    let inside = [".gitignore", "code.c", "kept.o", "new.c"];
    let all: Vec<String> = tree
        .map(str::to_owned)
        .chain(inside.iter().map(|name| format!("third/lib/{name}")))
        .collect();
    assert_eq!(names(root, TREE), all);
    let (out, _) = round_trip(root, ALL);
    let copy = out.path().join("drone/src/third/lib");
    let log = Command::new("git")
        .args(["log", "--format=%s"])
        .current_dir(copy)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&log.stdout),
        "one\n",
        "git works in the copy"
    );
}

#[test]
fn a_droneignore_that_makes_no_sense_is_an_error() {
    let tree = files(&["sub/file"]);
    fs::write(tree.path().join("sub/.droneignore"), "{a\n").unwrap();
    let error = scan(tree.path(), &ALL).unwrap_err().to_string();
    assert!(error.contains("sub/.droneignore"), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_a_way_out() {
    let tree = files(&["file"]);
    let path = tree.path().join("file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&path).is_ok() {
        println!("skipped: this user reads every file");
        return;
    }
    let error = write(&scan(tree.path(), &ALL).unwrap(), "w", Vec::new())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("/file") && error.contains(".droneignore"),
        "{error}"
    );
}

#[test]
fn a_tar_stays_whole_when_files_change_after_the_scan() {
    let tree = files(&["a-gone", "b-link", "c-shrinks", "d-grows", "e-last"]);
    let root = tree.path();
    fs::write(root.join("c-shrinks"), vec![b'x'; 2 << 20]).unwrap();
    let scan = scan(root, &ALL).unwrap();
    fs::remove_file(root.join("a-gone")).unwrap();
    fs::remove_file(root.join("b-link")).unwrap();
    symlink("/etc/passwd", root.join("b-link")).unwrap();
    fs::write(root.join("c-shrinks"), "short").unwrap();
    fs::write(root.join("d-grows"), vec![b'y'; 2 << 20]).unwrap();
    fs::write(root.join("e-last"), "last").unwrap();
    let archive = write(&scan, "", Vec::new()).unwrap();
    let out = TempDir::new().unwrap();
    plain(&archive).unpack(out.path()).unwrap();
    let sizes: Vec<(String, u64)> = fs::read_dir(out.path())
        .unwrap()
        .map(Result::unwrap)
        .map(|file| {
            (
                file.file_name().into_string().unwrap(),
                file.metadata().unwrap().len(),
            )
        })
        .collect::<BTreeMap<_, _>>()
        .into_iter()
        .collect();
    let expected = [("c-shrinks", 5), ("d-grows", 2 << 20), ("e-last", 4)];
    assert_eq!(sizes, expected.map(|(name, size)| (name.to_owned(), size)));
    assert_eq!(archive.entries(), 3);
    assert_eq!(archive.notes().len(), 2, "{:?}", archive.notes());
}

#[test]
fn a_tar_stays_whole_while_a_file_is_written() {
    let tree = files(&["small", "z-last"]);
    let root = tree.path();
    fs::write(root.join("large"), vec![b'x'; 2 << 20]).unwrap();
    fs::write(root.join("z-last"), "last").unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for name in ["small", "large"] {
                    let file = fs::OpenOptions::new()
                        .write(true)
                        .open(root.join(name))
                        .unwrap();
                    file.set_len(10).unwrap();
                    file.set_len(2 << 20).unwrap();
                }
            }
        });
        for _ in 0..4 {
            let archive = pack(root);
            let mut last = String::new();
            for entry in plain(&archive).entries().unwrap() {
                let mut entry = entry.unwrap();
                if entry.path_bytes().ends_with(b"z-last") {
                    entry.read_to_string(&mut last).unwrap();
                }
            }
            assert_eq!(last, "last");
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_place_outside_of_the_root_is_refused() {
    let tree = files(&["file"]);
    let scan = scan(tree.path(), &ALL).unwrap();
    assert!(write(&scan, "drone/../../etc", Vec::new()).is_err());
    let extra = Extra {
        path: "../x".to_owned(),
        mode: 0o644,
        bytes: Vec::new(),
    };
    assert!(write(&scan, "w", vec![extra]).is_err());
}

#[test]
fn a_worktree_whose_repository_is_elsewhere_is_told() {
    let main = files(&["file"]);
    git(main.path(), &["init", "-q"]);
    git(main.path(), &["add", "."]);
    git(main.path(), &["commit", "-qm", "one"]);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("linked");
    git(
        main.path(),
        &["worktree", "add", "-q", path.to_str().unwrap()],
    );
    let (out, notes) = round_trip(&path, ALL);
    let all: Vec<_> = listing(&out.path().join("drone/src")).into_keys().collect();
    assert_eq!(all, [".git", "file"]);
    assert!(notes.len() == 1 && notes[0].contains("git"), "{notes:?}");
}
