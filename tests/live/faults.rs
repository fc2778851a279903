//! Components of the cluster that restart, and logs that the node rotates.

use crate::bed::{Bed, alone, ours};
use crate::harness::Run;

/// Numbered lines, slowly.
pub(crate) const COUNTING: &str = "steps:
- name: count
  image: busybox
  commands:
  - 'i=0; while [ $i -lt 150 ]; do i=$((i+1)); echo n $i; sleep 0.1; done; exit 6'
";

/// All lines of [`COUNTING`] came, once each and in order.
pub(crate) fn assert_counted(lines: &[String], last: usize) {
    let numbers: Vec<&String> = lines.iter().filter(|line| line.starts_with("n ")).collect();
    let wanted: Vec<String> = (1..=last).map(|n| format!("n {n}")).collect();
    assert!(numbers.iter().copied().eq(wanted.iter()), "{numbers:?}");
}

#[test]
fn restarts_in_the_middle_of_a_shell_step_change_nothing() {
    let Some(bed) = ours("restarting components") else {
        return;
    };
    let _alone = alone();
    let run = Run::new(COUNTING).alone().start();
    for (line, component) in [
        ("n 5\n", "kubelet"),
        ("n 50\n", "containerd"),
        ("n 90\n", "apiserver"),
    ] {
        run.until_stdout(line);
        bed.lever(&["restart", component, "KILL"]);
    }
    let done = run.done().code(1).says(&["exit 6"]);
    assert_counted(&done.lines("count"), 150);
}

#[test]
fn restarts_in_the_middle_of_a_plugin_change_nothing() {
    let Some(bed) = ours("restarting components") else {
        return;
    };
    let _alone = alone();
    let run = Run::new(
        "steps:
- name: count
  image: busybox
  command: [sh, -c, 'i=0; while [ $i -lt 150 ]; do i=$((i+1)); echo n $i; sleep 0.1; done; sleep 2; exit 6']
",
    )
    .alone()
    .start();
    for (line, component) in [
        ("n 5\n", "kubelet"),
        ("n 50\n", "containerd"),
        ("n 90\n", "apiserver"),
    ] {
        run.until_stdout(line);
        bed.lever(&["restart", component, "KILL"]);
    }
    let done = run.done().code(1).says(&["exit 6"]);
    assert_counted(&done.lines("count"), 150);
}

/// The node rotates logs at 1 MiB until this is dropped.
struct Rotation<'a>(&'a Bed);

impl<'a> Rotation<'a> {
    fn often(bed: &'a Bed) -> Self {
        bed.lever(&["log-rotation", "1Mi"]);
        Self(bed)
    }
}

impl Drop for Rotation<'_> {
    fn drop(&mut self) {
        self.0.lever(&["log-rotation", "default"]);
    }
}

#[test]
fn rotation_of_logs_loses_nothing_of_a_shell_step_and_is_named_for_a_plugin() {
    let Some(bed) = ours("log rotation") else {
        return;
    };
    let _alone = alone();
    let rotation = Rotation::often(bed);
    let lines = r#"awk "BEGIN{for(i=1;i<=120000;i++) {printf \"line %06d 0123456789012345678901234567890123456789\\n\", i; if (i%12000==0) system(\"sleep 0.5\")}}""#;
    let yaml = lines.replace('\\', "\\\\").replace('"', "\\\"");
    let done = Run::new(&format!(
        "steps:
- {{name: shell, image: busybox, commands: [\"{yaml}\"]}}
- {{name: plugin, image: busybox, command: [sh, -c, \"{yaml}; sleep 3\"]}}
"
    ))
    .alone()
    .done()
    .code(0);
    drop(rotation);
    let count = |step| {
        done.lines(step)
            .iter()
            .filter(|line| line.starts_with("line "))
            .count()
    };
    assert_eq!(count("shell"), 120_000);
    let plugin = count("plugin");
    assert!(
        plugin == 120_000 || (plugin < 120_000 && done.stderr.contains("rotated")),
        "{plugin} lines and no word about a gap:\n{}",
        done.stderr
    );
}
