//! O03–O05: what a person sees.

use drone_k8s::subst::Mode;

use super::support::{Case, inputs, plan, script, step};

#[test]
fn o03_a_file_that_is_not_there_is_named() {
    let ran = Case::step("").args(&["no/such/file.yml"]).run();
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("no/such/file.yml"), "{}", ran.stderr);
}

#[test]
fn o04_a_command_is_shown_as_it_was_typed() {
    assert_eq!(trace("echo \"a $B\" "), "+ echo \"a $B\" \na b\n");
}

#[test]
fn o05_backticks_run_once() {
    let output = trace("echo `echo x >> log; wc -l < log`");
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines[0], "+ echo `echo x >> log; wc -l < log`");
    assert_eq!(lines[1].trim(), "1");
}

/// What the script of a step with one command writes, run by this machine's shell.
fn trace(command: &str) -> String {
    let raw = step(&format!("commands:\n- '{}'", command.replace('\'', "''")));
    let compiled = plan(&raw, Mode::Default, &inputs(|_| ()));
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("script");
    std::fs::write(&file, script(&compiled.spec.steps[0])).unwrap();
    let output = std::process::Command::new("sh")
        .arg(&file)
        .env("B", "b")
        .current_dir(folder.path())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}
