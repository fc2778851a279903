//! A bad network between the program and the API server.

use std::fs;
use std::process::{Child, Command, Stdio};

use crate::bed::Bed;
use crate::harness::{Run, wait_until};

const PROXY: &str = "tests/cluster/proxy/faultproxy.py";

/// A relay of its own in front of the API server, and a kubeconfig that goes through it.
pub(crate) struct Relay {
    process: Child,
    folder: tempfile::TempDir,
}

impl Relay {
    pub(crate) fn start(bed: &Bed) -> Self {
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

    /// `run`, with all its requests going through the relay.
    pub(crate) fn carries(&self, run: Run) -> Run {
        let config = self.folder.path().join("config");
        run.env("KUBECONFIG", config.to_str().unwrap())
    }

    /// Sets a mode; done when this returns.
    pub(crate) fn tell(&self, mode: &[&str]) {
        self.command(mode);
    }

    pub(crate) fn status(&self) -> String {
        self.command(&["status"])
    }

    fn command(&self, words: &[&str]) -> String {
        let done = Command::new("python3")
            .args([PROXY, "tell"])
            .arg(self.folder.path().join("control"))
            .args(words)
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8_lossy(&done.stdout).into_owned()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
