//! The working tree as it arrives in the Pod.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use crate::harness::Run;

/// The same hash here and there: names, kinds, modes and content.
const HASH: &str = "find . -mindepth 1 -not -name .drone.yml | sort | while read -r f; do \
    stat -c '%n %f' \"$f\"; if [ -L \"$f\" ]; then readlink \"$f\"; elif [ -f \"$f\" ]; then sha256sum < \"$f\"; fi; \
    done | sha256sum";

fn hash(folder: &std::path::Path) -> String {
    let output = Command::new("busybox")
        .args(["sh", "-c", HASH])
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_string()
}

fn compare(run: Run, args: &[&str]) {
    let wanted = hash(run.path());
    let done = run.args(args).done().code(0);
    assert_eq!(done.lines("hash").last(), Some(&wanted), "{}", done.text());
}

fn hashing() -> Run {
    let command = HASH
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('$', "$$");
    Run::new(&format!(
        "steps:\n- {{name: hash, image: busybox, commands: [\"{command}\"]}}\n"
    ))
}

#[test]
fn five_thousand_files_arrive_whole() {
    let run = hashing();
    for folder in 0..100 {
        let path = run.path().join(format!("folder {folder}"));
        fs::create_dir(&path).unwrap();
        for file in 0..50 {
            fs::write(
                path.join(format!("file-{file}")),
                format!("{folder}/{file}\n").repeat(file),
            )
            .unwrap();
        }
    }
    fs::set_permissions(
        run.path().join("folder 3/file-7"),
        fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    symlink("folder 1/file-1", run.path().join("link")).unwrap();
    symlink("/etc/shadow", run.path().join("out")).unwrap();
    symlink("nowhere", run.path().join("dangling")).unwrap();
    fs::create_dir(run.path().join("empty")).unwrap();
    compare(run, &[]);
}

#[test]
fn a_large_file_arrives_whole() {
    let bytes: Vec<u8> = (0_u64..25 << 20)
        .flat_map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes())
        .collect();
    assert_eq!(bytes.len(), 200 << 20);
    compare(hashing().with("large", bytes), &[]);
}

#[test]
fn changes_count_and_what_git_ignores_does_not() {
    let run =
        Run::new("steps:\n- {name: it, image: debian:12-slim, commands: ['ls -A', cat tracked]}\n")
            .with(".gitignore", "*.tmp\n")
            .with(".droneignore", "huge\n")
            .with("tracked", "one\n");
    let git = |args: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(args)
            .current_dir(run.path())
            .output()
            .unwrap();
        assert!(done.status.success());
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    let run = run
        .with("tracked", "two\n")
        .with("new", "")
        .with("x.tmp", "")
        .with("huge", "");
    let done = run.done().code(0);
    let lines = done.lines("it");
    for name in [".git", "new", "tracked", "two"] {
        assert!(lines.contains(&name.to_string()), "{name}: {lines:?}");
    }
    for name in ["x.tmp", "huge"] {
        assert!(!lines.contains(&name.to_string()), "{name}: {lines:?}");
    }
}

#[test]
fn git_facts_reach_the_steps_and_git_stays_at_home_if_told_so() {
    let run = Run::new(
        "steps:\n- {name: it, image: busybox, commands: ['echo $DRONE_BRANCH $DRONE_REPO $DRONE_COMMIT_AUTHOR_NAME', 'ls -A']}\n",
    );
    for args in [
        &["init", "-q", "-b", "topic"][..],
        &[
            "remote",
            "add",
            "origin",
            "https://git.example.com/octocat/hello.git",
        ],
        &["add", "."],
        &[
            "-c",
            "user.name=Ann",
            "-c",
            "user.email=ann@example.com",
            "commit",
            "-qm",
            "one",
        ],
    ] {
        assert!(
            Command::new("git")
                .args(args)
                .current_dir(run.path())
                .status()
                .unwrap()
                .success()
        );
    }
    let done = run.args(&["--no-git"]).done().code(0);
    let lines = done.lines("it");
    assert!(
        lines.contains(&"topic octocat/hello Ann".to_string()),
        "{lines:?}"
    );
    assert!(!lines.contains(&".git".to_string()), "{lines:?}");
}
