//! Components that restart, and a bad network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::bed::{Bed, alone, ours};
use crate::harness::{Run, wait_until};

const PROXY: &str = "tests/cluster/proxy/faultproxy.py";

/// A relay of its own in front of the API server, and a kubeconfig that goes through it.
struct Relay {
    process: Child,
    folder: tempfile::TempDir,
}

impl Relay {
    fn start(bed: &Bed) -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let config = fs::read_to_string(bed.kubeconfig("drone")).unwrap();
        let server = config
            .split("https://")
            .nth(1)
            .unwrap()
            .split(|c: char| c.is_whitespace() || c == '"' || c == '}' || c == ',')
            .next()
            .unwrap()
            .trim_end_matches('/')
            .to_string();
        // The system chooses a free port and gives it back at once.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let listen = format!("127.0.0.1:{port}");
        fs::write(
            folder.path().join("config"),
            config.replace(&server, &listen),
        )
        .unwrap();
        let process = Command::new("python3")
            .args([
                PROXY,
                "serve",
                "--listen",
                &listen,
                "--to",
                &server,
                "--control",
            ])
            .arg(folder.path().join("control"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let control = folder.path().join("control");
        wait_until("the relay is up", || control.exists());
        Self { process, folder }
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    fn tell(&self, mode: &[&str]) {
        let done = Command::new("python3")
            .args([PROXY, "tell"])
            .arg(self.folder.path().join("control"))
            .args(mode)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn through(run: Run, config: &Path) -> Run {
    run.env("KUBECONFIG", config.to_str().unwrap())
}

/// Numbered lines until the file `go` exists, then the last one.
const COUNTING: &str = "steps:
- name: count
  image: busybox
  commands:
  - 'i=0; while [ $i -lt 150 ]; do i=$((i+1)); echo n $i; sleep 0.1; done; exit 6'
";

fn assert_counted(lines: &[String], last: usize) {
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
    for (line, component) in [("n 5\n", "kubelet"), ("n 90\n", "apiserver")] {
        run.until_stdout(line);
        bed.lever(&["restart", component, "KILL"]);
    }
    let done = run.done().code(1).says(&["exit 6"]);
    assert_counted(&done.lines("count"), 150);
}

#[test]
fn rotation_of_logs_loses_nothing_of_a_shell_step_and_is_named_for_a_plugin() {
    let Some(bed) = ours("log rotation") else {
        return;
    };
    let _alone = alone();
    bed.lever(&["log-rotation", "1Mi"]);
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
    bed.lever(&["log-rotation", "default"]);
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

#[test]
fn a_path_that_is_cut_a_hundred_times_loses_no_log() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let lines = r#"awk "BEGIN{for(i=0;i<500000;i++) printf \"line %07d 01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678\\n\", i}""#;
    let yaml = lines.replace('\\', "\\\\").replace('"', "\\\"");
    let run = through(
        Run::new(&format!(
            "steps:\n- {{name: it, image: busybox, commands: [\"{yaml}\"]}}\n"
        )),
        &relay.config(),
    );
    relay.tell(&["cut-every", "500000", "100"]);
    let done = run.done().code(0);
    let lines = done.lines("it");
    let output: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("line "))
        .collect();
    assert_eq!(output.len(), 500_000);
    for (index, line) in output.iter().enumerate() {
        assert!(
            line.starts_with(&format!("line {index:07} ")),
            "{line} at {index}"
        );
    }
}

#[test]
fn a_path_that_stands_still_is_waited_for() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let run = through(Run::new(COUNTING), &relay.config()).start();
    run.until_stdout("n 20\n");
    relay.tell(&["stall"]);
    // Long enough that the heartbeat gives the connection up.
    std::thread::park_timeout(std::time::Duration::from_secs(20));
    relay.tell(&["pass"]);
    let done = run.done().code(1);
    assert_counted(&done.lines("count"), 150);
}

#[test]
fn an_upload_that_is_cut_is_sent_again() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let noise: Vec<u8> = (0_u64..3 << 20)
        .flat_map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes())
        .collect();
    let run = through(
        Run::new("steps:\n- {name: it, image: busybox, commands: ['wc -c < noise']}\n")
            .with("noise", &noise),
        &relay.config(),
    )
    .start();
    relay.tell(&["rate", "6000000"]);
    run.until_stderr("pipeline default runs");
    run.pod();
    wait_until("the helper runs", || {
        bed.kubectl(&["get", "pods", "-n", run.namespace(), "-o", "jsonpath={.items[*].status.containerStatuses[?(@.name==\"drone-k8s-helper\")].state.running.startedAt}"])
            .is_ok_and(|started| !started.is_empty())
    });
    relay.tell(&["reset"]);
    relay.tell(&["pass"]);
    let done = run.done().code(0);
    assert!(
        done.lines("it").contains(&noise.len().to_string()),
        "{}",
        done.text()
    );
}

#[test]
fn an_interrupt_during_a_slow_upload() {
    let Some(bed) = ours("the fault proxy") else {
        return;
    };
    let relay = Relay::start(bed);
    let noise: Vec<u8> = (0_u64..2 << 20)
        .flat_map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes())
        .collect();
    let run = through(
        Run::new("steps:\n- {name: it, image: busybox, commands: ['true']}\n").with("noise", noise),
        &relay.config(),
    )
    .start();
    relay.tell(&["rate", "500000"]);
    run.pod();
    run.signal("INT");
    relay.tell(&["pass"]);
    run.done().code(130);
}
