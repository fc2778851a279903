//! `exec --dry-run`: the objects of a run, as a golden file.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

fn dry_run(format: &str) -> Output {
    // A folder of its own: facts of this repository's checkout must not be in the golden file.
    let folder = TempDir::new().unwrap();
    fs::copy("testdata/exec/pod.yml", folder.path().join(".drone.yml")).unwrap();
    Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .args([
            "exec",
            "--dry-run",
            "-o",
            format,
            "--secret",
            "token",
            "-n",
            "ci",
        ])
        .args([
            "--repo-slug",
            "octocat/hello",
            "--commit-target",
            "main",
            "--build-created",
            "1",
        ])
        .args(["--trusted", "--helper-image", "busybox:1.36"])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TOKEN", "hunter2-hunter2")
        .output()
        .unwrap()
}

/// Times of the run are those of the test.
fn steady(text: &str) -> String {
    text.lines()
        .map(|line| {
            let digits = line
                .split(|c: char| !c.is_ascii_digit())
                .find(|part| part.len() == 10);
            digits.map_or_else(|| line.to_string(), |time| line.replace(time, "TIME")) + "\n"
        })
        .collect()
}

#[test]
fn the_objects_are_those_of_the_golden_file() {
    let output = dry_run("yaml");
    let text = steady(&String::from_utf8(output.stdout).unwrap());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let path = "testdata/exec/pod.out.yaml";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, &text).unwrap();
    }
    let golden = fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    assert!(
        golden == text,
        "{path} differs; set UPDATE_GOLDEN=1 to write it anew, then read what changed:\n{text}"
    );
}

#[test]
fn values_of_secrets_are_in_no_format() {
    for format in ["yaml", "json"] {
        let output = dry_run(format);
        let text =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("redacted 15 bytes"), "{text}");
        assert!(
            !text.contains("hunter2") && !text.contains("aHVudGVy"),
            "{text}"
        );
    }
}

#[test]
fn yaml_without_dry_run_is_wrong_usage() {
    let output = Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .args(["exec", "-o", "yaml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--dry-run"));
}
