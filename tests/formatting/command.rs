//! `drone-k8s fmt` as a process.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const UGLY: &str = "kind:  pipeline\nsteps:\n    - name: a\n";
const NICE: &str = "kind: pipeline\nsteps:\n- name: a\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .arg("fmt")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn ends(output: &Output, code: i32) {
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

#[test]
fn one_file_goes_to_stdout_and_stays_as_it_is() {
    let place = folder(&[(".drone.yml", UGLY)]);
    let output = run(place.path(), &[]);
    ends(&output, 0);
    assert_eq!(text(&output.stdout), NICE);
    let file = place.path().join(".drone.yml");
    assert_eq!(fs::read_to_string(file).unwrap(), UGLY);
}

#[test]
fn stdin_goes_to_stdout() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
        .args(["fmt", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(UGLY.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    ends(&output, 0);
    assert_eq!(text(&output.stdout), NICE);
}

#[test]
fn write_changes_what_is_not_right_and_touches_nothing_else() {
    let place = folder(&[("a/.drone.yml", UGLY), ("b/.drone.yml", NICE)]);
    let right = place.path().join("b/.drone.yml");
    let before = fs::metadata(&right).unwrap().modified().unwrap();
    for (words, summary) in [
        ("--write", "1 file formatted, 1 unchanged"),
        ("--save", "0 files formatted, 2 unchanged"),
    ] {
        let output = run(place.path(), &[words, "."]);
        ends(&output, 0);
        assert!(
            text(&output.stderr).contains(summary),
            "{}",
            text(&output.stderr)
        );
    }
    assert_eq!(
        fs::read_to_string(place.path().join("a/.drone.yml")).unwrap(),
        NICE
    );
    assert_eq!(fs::metadata(&right).unwrap().modified().unwrap(), before);
}

#[cfg(unix)]
#[test]
fn mode_and_link_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = folder(&[("real/pipeline.yml", UGLY)]);
    let real = place.path().join("real/pipeline.yml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let link = place.path().join(".drone.yml");
    symlink("real/pipeline.yml", &link).unwrap();
    ends(&run(place.path(), &["--write", ".drone.yml"]), 0);
    assert!(
        fs::symlink_metadata(&link)
            .unwrap()
            .file_type()
            .is_symlink()
    );
    assert_eq!(fs::read_to_string(&real).unwrap(), NICE);
    assert_eq!(
        fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(fs::read_dir(place.path().join("real")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_named_and_stays() {
    use std::os::unix::fs::PermissionsExt;
    let place = folder(&[(".drone.yml", UGLY)]);
    let file = place.path().join(".drone.yml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let output = run(place.path(), &["--write"]);
    ends(&output, 2);
    assert!(
        text(&output.stderr).contains("cannot write .drone.yml"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), UGLY);
}

#[cfg(unix)]
#[test]
fn the_owner_is_kept() {
    use std::os::unix::fs::{MetadataExt, chown};
    let place = folder(&[(".drone.yml", UGLY)]);
    let file = place.path().join(".drone.yml");
    if chown(&file, Some(1234), Some(1234)).is_err() {
        eprintln!("skipped: only root can give files away");
        return;
    }
    ends(&run(place.path(), &["--write"]), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), NICE);
    assert_eq!(fs::metadata(&file).unwrap().uid(), 1234);
}

/// `fmt --write` of a file of 30 kB where no file may grow over 512 bytes. With `ignored` a write fails, as on a
/// full disk; without, the first one kills the process.
#[cfg(unix)]
fn with_little_space(ignored: &str) -> (TempDir, String, Output) {
    let old = UGLY.to_owned() + &"# comment\n".repeat(3000);
    let place = folder(&[(".drone.yml", &old)]);
    let output = Command::new("sh")
        .args([
            "-c",
            &format!("{ignored} ulimit -f 1; exec \"$0\" fmt --write"),
        ])
        .arg(env!("CARGO_BIN_EXE_drone-k8s"))
        .current_dir(place.path())
        .output()
        .unwrap();
    (place, old, output)
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let (place, old, output) = with_little_space("trap '' XFSZ;");
    ends(&output, 2);
    let said = text(&output.stderr);
    assert!(said.contains("cannot write .drone.yml"), "{said}");
    assert!(
        said.contains("0 files formatted, 0 unchanged, 1 failed"),
        "{said}"
    );
    let file = place.path().join(".drone.yml");
    assert_eq!(fs::read_to_string(file).unwrap(), old);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_process_killed_while_it_writes_leaves_the_file_as_it_was() {
    let (place, old, output) = with_little_space("");
    assert_eq!(output.status.code(), None, "killed by a signal");
    let file = place.path().join(".drone.yml");
    assert_eq!(fs::read_to_string(file).unwrap(), old);
}

#[test]
fn check_and_diff_are_1_if_something_would_change() {
    let place = folder(&[("a/.drone.yml", UGLY), ("b/.drone.yml", NICE)]);
    let check = run(place.path(), &["--check", "."]);
    ends(&check, 1);
    assert_eq!(text(&check.stdout).lines().count(), 1);
    let diff = run(place.path(), &["--diff", "a"]);
    ends(&diff, 1);
    let shown = text(&diff.stdout);
    assert!(shown.contains("\n-    - name: a\n+- name: a\n"), "{shown}");
    ends(&run(place.path(), &["--check", "b"]), 0);
    assert_eq!(
        fs::read_to_string(place.path().join("a/.drone.yml")).unwrap(),
        UGLY
    );
}

#[test]
fn what_cannot_be_formatted_is_2_and_stays() {
    let signed = "kind:  signature\nhmac: x\n";
    let place = folder(&[("bad.yml", "a: [b\n"), ("signed.yml", signed)]);
    for (name, words) in [
        ("bad.yml", "bad.yml:"),
        ("signed.yml", "--allow-signed"),
        ("nowhere.yml", "no such file"),
    ] {
        let output = run(place.path(), &["--write", name]);
        ends(&output, 2);
        assert!(
            text(&output.stderr).contains(words),
            "{}",
            text(&output.stderr)
        );
    }
    assert_eq!(
        fs::read_to_string(place.path().join("signed.yml")).unwrap(),
        signed
    );
    ends(&run(place.path(), &["--check", "bad.yml", "signed.yml"]), 2);
    ends(&run(place.path(), &["bad.yml", "signed.yml"]), 2);
}
