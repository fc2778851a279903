//! Real files, where they are at hand.

use std::fs;
use std::path::{Path, PathBuf};

use drone_k8s::fmt::{Options, Refusal, format};
use drone_k8s::source::Source;

/// All files below `DRONE_K8S_CORPUS` or `../shared/corpus`.
pub(crate) fn files() -> Vec<PathBuf> {
    let folder = std::env::var_os("DRONE_K8S_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|ending| ending == "yml" || ending == "yaml")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn real_files_are_formatted_or_are_invalid() {
    let files = files();
    if files.is_empty() {
        eprintln!("skipped: the corpus of real files is not here");
        return;
    }
    let (mut same, mut changed, mut invalid) = (0, 0, 0);
    let mut refused = Vec::new();
    for path in &files {
        let source = Source::from_bytes(path.display().to_string(), &fs::read(path).unwrap());
        let options = Options {
            allow_signed: true,
            ..Options::default()
        };
        match format(&source, options) {
            Ok(done) if done.text.trim_end() == source.text().trim_end() => same += 1,
            Ok(_) => changed += 1,
            Err(Refusal::Invalid(_)) => invalid += 1,
            Err(refusal) => refused.push(format!("{}: {refusal}", path.display())),
        }
    }
    eprintln!(
        "{} files: {same} stay, {changed} change, {invalid} are invalid",
        files.len()
    );
    assert!(
        refused.is_empty(),
        "{} refused:\n{}",
        refused.len(),
        refused.join("\n")
    );
}
