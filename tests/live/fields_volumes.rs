//! The five kinds of volumes, seen from inside a step.

use std::fs;

use tempfile::TempDir;

use crate::bed::{bed, ours};
use crate::harness::{Done, Run};

/// Creates an object in the namespace of the run.
fn create(run: &Run, object: &str) {
    bed()
        .kubectl_with(&["apply", "-n", run.namespace(), "-f", "-"], object)
        .unwrap();
}

/// One busybox step `it` that mounts the volume `v` at `/v` and runs `commands`.
fn mounting(source: &str, commands: &str) -> Run {
    Run::new(&format!(
        "volumes: [{{name: v, {source}}}]
steps:
- {{name: it, image: busybox, commands: [{commands}], volumes: [{{name: v, path: /v}}]}}
"
    ))
    .args(&["--trusted"])
}

fn has_lines(done: &Done, step: &str, wanted: &[&str]) {
    let lines = done.lines(step);
    for line in wanted {
        assert!(
            lines.iter().any(|own| own == line),
            "no `{line}`: {lines:?}"
        );
    }
}

#[test]
fn a_volume_in_memory_is_a_tmpfs_of_its_size() {
    let done = mounting(
        "temp: {medium: memory, size_limit: 16Mi}",
        r#"'df -P -k /v | tail -1', 'grep " /v " /proc/mounts'"#,
    )
    .done()
    .code(0);
    let lines = done.lines("it");
    let size = |line: &String| line.split_whitespace().nth(1) == Some("16384");
    assert!(lines.iter().any(size), "{lines:?}");
    assert!(
        lines.iter().any(|line| line.starts_with("tmpfs /v tmpfs ")),
        "{lines:?}"
    );
}

#[test]
fn a_volume_that_is_not_in_memory_has_no_limit() {
    let done = mounting(
        "temp: {size_limit: 1Mi}",
        r#"'grep -c "^tmpfs /v " /proc/mounts || :', 'head -c 3000000 /dev/zero > /v/file', 'wc -c < /v/file'"#,
    )
    .done()
    .code(0);
    has_lines(&done, "it", &["0", "3000000"]);
}

#[test]
fn a_host_volume_is_a_folder_of_the_node() {
    if ours("the file system of the node").is_none() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("made/by/the/cluster");
    let source = format!("host: {{path: {}}}", path.display());
    mounting(&source, "'echo written > /v/file'").done().code(0);
    assert_eq!(fs::read_to_string(path.join("file")).unwrap(), "written\n");
}

#[test]
fn claims_are_mounted_to_write_and_to_read() {
    let Some(bed) = ours("a volume on the node") else {
        return;
    };
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("there"), "kept\n").unwrap();
    let run = Run::new(
        "volumes:
- {name: rw, claim: {name: data}}
- {name: ro, claim: {name: same, read_only: true}}
steps:
- name: it
  image: busybox
  commands:
  - cat /rw/there
  - echo new > /rw/new
  - cat /ro/new
  - 'touch /ro/no 2>&1 || echo refused'
  volumes: [{name: rw, path: /rw}, {name: ro, path: /ro}]
",
    )
    .args(&["--trusted"]);
    // Two claims of one folder: a Pod mounts the same claim either to write or to read.
    let volumes = ["data", "same"].map(|claim| {
        let volume = format!("{}-{claim}", run.namespace());
        let access = "accessModes: [ReadWriteMany], storageClassName: ''";
        let path = folder.path().display();
        create(
            &run,
            &format!(
                "{{apiVersion: v1, kind: PersistentVolume, metadata: {{name: {volume}}}, \
                 spec: {{capacity: {{storage: 1Mi}}, {access}, hostPath: {{path: {path}}}}}}}
---
{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: {claim}}}, \
                 spec: {{{access}, volumeName: {volume}, resources: {{requests: {{storage: 1Mi}}}}}}}}"
            ),
        );
        volume
    });
    let done = run.done();
    for volume in volumes {
        bed.kubectl(&["delete", "pv", &volume, "--wait=false"])
            .unwrap();
    }
    let done = done.code(0);
    has_lines(&done, "it", &["kept", "new", "refused"]);
}

/// A step that looks at the volume as root and another as a user without rights.
fn looking(kind: &str, more: &str) -> Run {
    Run::new(&format!(
        "volumes: [{{name: v, {kind}: {{name: conf{more}}}}}]
steps:
- {{name: root, image: busybox, commands: ['stat -L -c %a /v/key', 'cat /v/key'], volumes: [{{name: v, path: /v}}]}}
- name: user
  image: busybox
  user: 1000
  commands: ['cat /v/key 2>&1 || echo refused']
  volumes: [{{name: v, path: /v}}]
"
    ))
    .args(&["--trusted"])
}

fn config_map(run: &Run) {
    create(
        run,
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {key: value-of-it}}",
    );
}

fn secret(run: &Run) {
    create(
        run,
        "{apiVersion: v1, kind: Secret, metadata: {name: conf}, stringData: {key: value-of-it}}",
    );
}

#[test]
fn a_config_map_is_a_folder_of_files_that_everybody_may_read() {
    let run = looking("config_map", "");
    config_map(&run);
    let done = run.done().code(0);
    has_lines(&done, "root", &["644", "value-of-it"]);
    has_lines(&done, "user", &["value-of-it"]);
}

#[test]
fn the_default_mode_of_a_config_map_counts() {
    let run = looking("config_map", ", default_mode: 0o400");
    config_map(&run);
    let done = run.done().code(0);
    has_lines(&done, "root", &["400", "value-of-it"]);
    has_lines(&done, "user", &["refused"]);
}

#[test]
fn a_config_map_without_a_mode_is_closed_with_compat() {
    let run = looking("config_map", "").args(&["--compat"]);
    config_map(&run);
    let done = run.done().code(0);
    has_lines(&done, "root", &["0"]);
    has_lines(&done, "user", &["refused"]);
}

#[test]
fn a_secret_of_the_cluster_is_a_folder_of_files() {
    let run = looking("secret", "");
    secret(&run);
    let done = run.done().code(0);
    has_lines(&done, "root", &["644", "value-of-it"]);
    has_lines(&done, "user", &["value-of-it"]);
}

#[test]
fn the_default_mode_of_a_secret_counts() {
    let run = looking("secret", ", default_mode: 0o440");
    secret(&run);
    let done = run.done().code(0);
    has_lines(&done, "root", &["440"]);
    has_lines(&done, "user", &["refused"]);
}

#[test]
fn what_is_optional_may_be_missing() {
    for kind in ["config_map", "secret"] {
        mounting(
            &format!("{kind}: {{name: nowhere, optional: true}}"),
            "'ls /v | wc -l'",
        )
        .done()
        .code(0)
        .says(&["it | 0"]);
    }
}

#[test]
fn a_sub_path_is_a_folder_of_the_volume() {
    let done = Run::new(
        "volumes: [{name: v, temp: {}}]
steps:
- name: it
  image: busybox
  commands: [echo below > /part/file, cat /whole/deep/down/file]
  volumes: [{name: v, path: /whole}, {name: v, path: /part, sub_path: deep/down}]
",
    )
    .done()
    .code(0);
    has_lines(&done, "it", &["below"]);
}
