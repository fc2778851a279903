//! The direction of imports: every layer may use those below it and no others.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its sources has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// From top to bottom, as in CONTRIBUTING.
const LAYERS: [&str; 12] = [
    "cmd",
    "cli",
    "report",
    "engine",
    "plan",
    "lint",
    "fmt",
    "subst",
    "manifest",
    "yaml",
    "source",
    "side_by_side",
];
/// Crates of the cluster side, and the only places that may name them.
const CLUSTER_CRATES: [&str; 4] = ["kube", "k8s_openapi", "tokio", "tokio_tungstenite"];
const CLUSTER_PLACES: [&str; 3] = ["src/engine/kube/", "src/cmd/exec.rs", "src/cmd/signals.rs"];
/// The parser of YAML is named in one layer.
const PARSER: &str = "granit_parser";

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// The layer of a file: its first folder below `src`, or its name without `.rs`.
fn layer(path: &Path) -> Option<usize> {
    let first = path.strip_prefix("src").ok()?.components().next()?;
    let name = first.as_os_str().to_str()?.trim_end_matches(".rs");
    LAYERS.iter().position(|layer| *layer == name)
}

/// Code without comments; strings that hold `//` do not matter here.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.split("//").next().unwrap_or("")))
}

#[test]
fn imports_go_downward() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(own) = layer(&path) else { continue };
        for (number, line) in code(&text) {
            for part in line.split("crate::").skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let used = LAYERS.iter().position(|layer| *layer == name);
                if used.is_some_and(|used| used < own) {
                    wrong.push(format!("{}:{number}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports that go upward:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_the_engine_knows_the_cluster() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let name = path.to_string_lossy().replace('\\', "/");
        if CLUSTER_PLACES.iter().any(|place| name.starts_with(place)) {
            continue;
        }
        for (number, line) in code(&text) {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            for word in words {
                if CLUSTER_CRATES
                    .iter()
                    .any(|name| word.starts_with(&format!("{name}::")))
                {
                    wrong.push(format!("{name}:{number}: {}", line.trim()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "cluster crates outside the engine:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_the_yaml_layer_knows_the_parser() {
    for (path, text) in sources() {
        if layer(&path) != LAYERS.iter().position(|layer| *layer == "yaml") {
            let named = code(&text).any(|(_, line)| line.contains(PARSER));
            assert!(!named, "{} names {PARSER}", path.display());
        }
    }
}
