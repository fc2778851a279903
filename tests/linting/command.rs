//! `drone-k8s lint` as a process.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const GOOD: &str = "kind: pipeline\ntype: kubernetes\nname: default\n\nsteps:\n- name: build\n  image: golang:1.22\n  commands:\n  - go build\n";
/// A step without an image, on line 6.
const BAD: &str = "kind: pipeline\ntype: kubernetes\nname: default\n\nsteps:\n- name: build\n  commands:\n  - go build\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn lint(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .arg("lint")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn ends(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}{}",
        stdout(output),
        stderr(output)
    );
}

#[test]
fn a_clean_file_is_success_and_a_bad_one_is_shown_with_its_place() {
    let place = folder(&[(".drone.yml", GOOD)]);
    let clean = lint(place.path(), &[]);
    ends(&clean, 0);
    assert_eq!(stdout(&clean), "");
    fs::write(place.path().join(".drone.yml"), BAD).unwrap();
    let bad = lint(place.path(), &[]);
    ends(&bad, 1);
    let text = stdout(&bad);
    assert!(text.contains("error[missing-image]"), "{text}");
    assert!(text.contains(".drone.yml:6:9"), "{text}");
    assert!(text.contains("linter: invalid or missing image"), "{text}");
    assert!(
        stderr(&bad).contains("1 error, 0 warnings in 1 file"),
        "{}",
        stderr(&bad)
    );
}

#[test]
fn what_cannot_be_read_is_2() {
    let place = folder(&[("bytes.yml", "")]);
    fs::write(place.path().join("bytes.yml"), [0xff, 0xfe, 0x00]).unwrap();
    for args in [
        &[][..],
        &["nowhere.yml"],
        &["bytes.yml"],
        &["--ignore", "nonsense", "bytes.yml"],
    ] {
        let output = lint(place.path(), args);
        ends(&output, 2);
        assert!(
            stderr(&output).starts_with("error: "),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn folders_are_searched_as_git_would() {
    let place = folder(&[
        ("a/.drone.yml", BAD),
        ("b/c/.drone.yaml", BAD),
        ("b/other.yml", BAD),
        ("ignored/.drone.yml", BAD),
        (".gitignore", "ignored\n"),
    ]);
    let output = lint(place.path(), &["--format", "concise", "."]);
    ends(&output, 1);
    let lines: Vec<String> = stdout(&output).lines().map(ToOwned::to_owned).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let separator = std::path::MAIN_SEPARATOR;
    assert!(
        lines[0].starts_with(&format!("a{separator}.drone.yml:6:9: error[DK116]: ")),
        "{lines:?}"
    );
}

#[test]
fn stdin_has_the_name_it_is_given() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .args([
            "lint",
            "-",
            "--stdin-filename",
            "ci/.drone.yml",
            "-f",
            "concise",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(BAD.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    ends(&output, 1);
    assert!(
        stdout(&output).starts_with("ci/.drone.yml:6:9: "),
        "{}",
        stdout(&output)
    );
}

#[test]
fn severities_can_be_chosen() {
    let place = folder(&[(".drone.yml", BAD)]);
    ends(&lint(place.path(), &["--ignore", "DK116"]), 0);
    ends(&lint(place.path(), &["--warn", "missing-image"]), 0);
    ends(
        &lint(place.path(), &["--warn", "missing-image", "--strict"]),
        1,
    );
    ends(&lint(place.path(), &["--select", "DK9"]), 0);
}

#[test]
fn a_configuration_above_the_file_counts_and_the_command_line_wins() {
    let place = folder(&[
        (
            ".drone-k8s.yaml",
            "lint:\n  paths:\n  - path: legacy\n    warn: [missing-image]\n",
        ),
        ("legacy/.drone.yml", BAD),
        ("new/.drone.yml", BAD),
    ]);
    ends(&lint(place.path(), &["legacy"]), 0);
    ends(&lint(place.path(), &["legacy", "--error", "DK116"]), 1);
    ends(&lint(place.path(), &["legacy", "--no-config"]), 1);
    ends(&lint(place.path(), &["new"]), 1);
    fs::write(place.path().join(".drone-k8s.yaml"), "lint: {ignroe: []}\n").unwrap();
    let wrong = lint(place.path(), &["new"]);
    ends(&wrong, 2);
    assert!(
        stderr(&wrong).contains(".drone-k8s.yaml: "),
        "{}",
        stderr(&wrong)
    );
}

#[test]
fn comments_silence_a_line_a_node_or_a_file() {
    let trailing = BAD.replace("name: build\n", "name: build # drone-k8s: ignore[DK116]\n");
    let above = BAD.replace(
        "- name: build",
        "# drone-k8s: ignore[missing-image]\n- name: build",
    );
    let whole = format!("# drone-k8s: ignore-file\n{BAD}");
    let other = BAD.replace("name: build\n", "name: build # drone-k8s: ignore[DK201]\n");
    for (text, code) in [(trailing, 0), (above, 0), (whole, 0), (other, 1)] {
        let place = folder(&[(".drone.yml", &text)]);
        ends(&lint(place.path(), &[]), code);
    }
}

#[test]
fn every_format_is_what_it_says() {
    let place = folder(&[(".drone.yml", BAD)]);
    let of = |format: &str| {
        let output = lint(place.path(), &["--format", format]);
        ends(&output, 1);
        stdout(&output)
    };
    let json = |format: &str| serde_json::from_str::<Value>(&of(format)).unwrap();
    assert_eq!(json("json")[0]["rule"], "DK116");
    assert_eq!(json("jsonl")["location"]["start"]["line"], 6);
    assert_eq!(json("gitlab")[0]["location"]["lines"]["begin"], 6);
    let sarif = json("sarif");
    assert_eq!(sarif["version"], "2.1.0");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "DK116");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"]["startColumn"],
        9
    );
    assert_eq!(
        json("rdjson")["diagnostics"][0]["location"]["range"]["start"]["column"],
        9
    );
    let github = of("github");
    assert!(github.starts_with("::error file=.drone.yml,line=6,endLine=6,col=9,endColumn=14,title=DK116 missing-image::"), "{github}");
    let junit = of("junit");
    assert!(
        junit.contains("<testsuites name=\"drone-k8s lint\" tests=\"1\" failures=\"1\">"),
        "{junit}"
    );
    let checkstyle = of("checkstyle");
    assert!(
        checkstyle.contains("<error line=\"6\" column=\"9\" severity=\"error\""),
        "{checkstyle}"
    );
}

#[test]
fn rules_are_listed_and_explained() {
    let place = TempDir::new().unwrap();
    let list = lint(place.path(), &["--list-rules"]);
    ends(&list, 0);
    assert!(
        stdout(&list)
            .lines()
            .any(|line| line.starts_with("DK116  missing-image "))
    );
    for rule in ["DK116", "missing-image"] {
        let explained = lint(place.path(), &["--explain", rule]);
        ends(&explained, 0);
        assert!(
            stdout(&explained).starts_with("## DK116 missing-image\n"),
            "{}",
            stdout(&explained)
        );
    }
    let unknown = lint(place.path(), &["--explain", "mising-image"]);
    ends(&unknown, 2);
    assert!(
        stderr(&unknown).contains("`missing-image`"),
        "{}",
        stderr(&unknown)
    );
}

#[test]
fn statistics_count_by_rule() {
    let place = folder(&[("a/.drone.yml", BAD), ("b/.drone.yml", BAD)]);
    let output = lint(place.path(), &["--statistics", "."]);
    ends(&output, 1);
    assert!(
        stdout(&output).contains("     2  DK116  missing-image"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = drone_k8s::lint::page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        written == page,
        "docs/rules.md is stale: UPDATE_GOLDEN=1 cargo test --test linting"
    );
}
