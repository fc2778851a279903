//! `drone-k8s lint --shellcheck` as a process. What needs shellcheck itself says so where it is missing.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

const FILE: &str = r#"kind: pipeline
type: kubernetes
name: default

steps:
- name: build
  image: alpine:3.20
  environment:
    target: linux
  commands:
  - |
    make "$$target"
    cd out
    rm $$(cat list)
  - cp ${DRONE_TAG} $(cat "$$missing")
  - |
    # shellcheck disable=SC2046
    rm $(cat list)
  # drone-k8s: ignore[shellcheck]
  - rm $(cat other)

- name: broken
  image: alpine:3.20
  commands:
  - if true
"#;

fn lint(path: Option<&str>, args: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".drone.yml"), FILE).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_drone-k8s"));
    command
        .args(["lint", "--shellcheck", "--format=concise"])
        .args(args);
    if let Some(path) = path {
        command.env("PATH", path);
    }
    command.current_dir(folder.path()).output().unwrap()
}

#[test]
fn findings_point_into_the_file() {
    if Command::new("shellcheck")
        .arg("--version")
        .output()
        .is_err()
    {
        eprintln!("skipped: shellcheck is not on the PATH");
        return;
    }
    let output = lint(None, &["--select=shellcheck"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let places: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| {
            let (place, words) = line.split_once(": ")?;
            let code = words.find("SC")?;
            Some((place, words.get(code..code + 6)?))
        })
        .collect();
    assert!(places.contains(&(".drone.yml:14:8", "SC2046")), "{text}");
    assert!(places.contains(&(".drone.yml:15:21", "SC2046")), "{text}");
    assert!(places.contains(&(".drone.yml:15:28", "SC2154")), "{text}");
    assert!(places.contains(&(".drone.yml:25:5", "SC1073")), "{text}");
    let others = places
        .iter()
        .filter(|(place, _)| !place.starts_with(".drone.yml:25:"));
    assert_eq!(others.count(), 3, "{text}");
}

#[test]
fn without_the_program_nothing_is_claimed() {
    let output = lint(Some(""), &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("shellcheck is not on the PATH"), "{said}");
    assert!(output.stdout.is_empty());
}

/// Lints with a script in place of shellcheck.
#[cfg(unix)]
fn lint_with(script: &str) -> Output {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().unwrap();
    let program = folder.path().join("shellcheck");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    lint(folder.path().to_str(), &[])
}

#[cfg(unix)]
#[test]
fn a_program_that_fails_is_told() {
    for (script, words) in [
        ("echo 'no such shell' >&2; exit 4", "no such shell"),
        ("echo '[{\"line\": 1}]'", "not in its format json1"),
        ("exit 0", "not in its format json1"),
    ] {
        let output = lint_with(script);
        assert_eq!(output.status.code(), Some(2), "{script}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(words), "{said}");
    }
}
