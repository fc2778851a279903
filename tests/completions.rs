//! The completion scripts in `completions/` are those of the command line as it is now.

use std::fs;
use std::process::Command;

#[test]
fn completion_scripts_are_up_to_date() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = Command::new(env!("CARGO_BIN_EXE_drone-k8s"))
            .args(["completion", shell])
            .output()
            .unwrap();
        let path = format!("completions/drone-k8s.{shell}");
        let stored = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        assert!(
            String::from_utf8(output.stdout).unwrap() == stored,
            "{path} is stale: run `drone-k8s completion {shell} > {path}`"
        );
    }
}
