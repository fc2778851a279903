//! One run of the program, from its folder to the proof that nothing is left.

use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::bed::{Bed, Turn, bed, turn};

/// No run of a test takes longer, unless it hangs.
const BOUND: Duration = Duration::from_secs(180);

/// What to run.
pub(crate) struct Run {
    folder: TempDir,
    command: Command,
    namespace: String,
    alone: bool,
    checked: bool,
}

impl Run {
    /// A folder with `steps` (and services and the like) as its pipeline.
    pub(crate) fn new(rest: &str) -> Self {
        Self::file(&format!(
            "kind: pipeline\ntype: kubernetes\nname: default\n{rest}"
        ))
    }

    /// A folder with this `.drone.yml`.
    pub(crate) fn file(text: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join(".drone.yml"), text).unwrap();
        let namespace = bed().namespace();
        let mut command = Command::new(env!("CARGO_BIN_EXE_drone-k8s"));
        command
            .args(["exec", "-n", &namespace])
            .current_dir(folder.path())
            .env("KUBECONFIG", bed().kubeconfig("drone"))
            .env_remove("CI")
            .stdin(Stdio::null());
        Self {
            folder,
            command,
            namespace,
            alone: false,
            checked: true,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// As another user of the test bed.
    pub(crate) fn user(self, user: &str) -> Self {
        let kubeconfig = bed().kubeconfig(user);
        self.env("KUBECONFIG", &kubeconfig)
    }

    /// The caller holds [`crate::bed::alone`].
    pub(crate) fn alone(mut self) -> Self {
        self.alone = true;
        self
    }

    /// Objects may be left when the program ends: the test looks after them itself.
    pub(crate) fn may_leave_objects(mut self) -> Self {
        self.checked = false;
        self
    }

    pub(crate) fn start(mut self) -> Running {
        let turn = turn(self.alone);
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Running {
            stdout: Pipe::read(child.stdout.take().unwrap()),
            stderr: Pipe::read(child.stderr.take().unwrap()),
            child,
            namespace: self.namespace,
            _folder: self.folder,
            checked: self.checked,
            _turn: turn,
        }
    }

    /// Runs to the end.
    pub(crate) fn done(self) -> Done {
        self.start().done()
    }

    /// Runs to the end with one JSON event a line.
    pub(crate) fn events(self) -> Done {
        self.args(&["--output", "json"]).done()
    }

    /// For tests that read the pipes themselves.
    pub(crate) fn into_parts(self) -> (Command, TempDir, String, Turn) {
        (self.command, self.folder, self.namespace, turn(self.alone))
    }
}

/// What a thread reads from a pipe of the program.
#[derive(Clone)]
struct Pipe(Arc<(Mutex<Received>, Condvar)>);

/// What came so far, and whether that is all.
type Received = (Vec<u8>, bool);

impl Pipe {
    fn read(mut from: impl Read + Send + 'static) -> Self {
        let pipe = Self(Arc::default());
        let writer = pipe.clone();
        thread::spawn(move || {
            let mut buffer = vec![0; 64 << 10];
            loop {
                let length = from.read(&mut buffer).unwrap_or(0);
                let mut state = writer.0.0.lock().unwrap();
                state.0.extend_from_slice(&buffer[..length]);
                state.1 = length == 0;
                writer.0.1.notify_all();
                if length == 0 {
                    return;
                }
            }
        });
        pipe
    }

    /// Waits for `text`; false when the pipe ends without it.
    fn wait_for(&self, text: &str) -> bool {
        let end = Instant::now() + BOUND;
        let mut state = self.0.0.lock().unwrap();
        loop {
            let found = state
                .0
                .windows(text.len())
                .any(|part| part == text.as_bytes());
            if found || state.1 {
                return found;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "`{text}` did not come:\n{}",
                String::from_utf8_lossy(&state.0)
            );
            state = self.0.1.wait_timeout(state, left).unwrap().0;
        }
    }

    fn all(&self) -> Vec<u8> {
        let mut state = self.0.0.lock().unwrap();
        while !state.1 {
            state = self.0.1.wait(state).unwrap();
        }
        state.0.clone()
    }
}

/// A run that goes on.
pub(crate) struct Running {
    child: Child,
    stdout: Pipe,
    stderr: Pipe,
    namespace: String,
    _folder: TempDir,
    checked: bool,
    _turn: Turn,
}

impl Running {
    pub(crate) fn until_stdout(&self, text: &str) {
        assert!(
            self.stdout.wait_for(text),
            "stdout ended without `{text}`: {}",
            self.errors()
        );
    }

    pub(crate) fn until_stderr(&self, text: &str) {
        assert!(
            self.stderr.wait_for(text),
            "stderr ended without `{text}`: {}",
            self.errors()
        );
    }

    fn errors(&self) -> String {
        String::from_utf8_lossy(&self.stderr.0.0.lock().unwrap().0).into_owned()
    }

    /// Number of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Name of the Pod, once there is one.
    pub(crate) fn pod(&self) -> String {
        let namespace = self.namespace.clone();
        let mut name = String::new();
        wait_until("the Pod exists", || {
            let pods = bed()
                .kubectl(&["get", "pods", "-n", &namespace, "-o", "name"])
                .unwrap();
            name = pods.trim().trim_start_matches("pod/").to_string();
            !name.is_empty()
        });
        name
    }

    pub(crate) fn done(mut self) -> Done {
        let end = Instant::now() + BOUND;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < end, "the run hangs:\n{}", self.errors());
            thread::park_timeout(Duration::from_millis(20));
        };
        let done = Done {
            code: status
                .code()
                .or_else(|| status.signal().map(|number| -number))
                .unwrap(),
            stdout: self.stdout.all(),
            stderr: String::from_utf8_lossy(&self.stderr.all()).into_owned(),
            namespace: self.namespace.clone(),
        };
        if self.checked {
            assert_nothing_left(bed(), &self.namespace, &done);
            forget(&self.namespace);
        }
        done
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Objects of ours in a namespace, as `kind/name`.
pub(crate) fn objects(bed: &Bed, namespace: &str) -> Vec<String> {
    let label = "app.kubernetes.io/managed-by=drone-k8s";
    let list = bed
        .kubectl(&[
            "get",
            "pods,jobs,secrets",
            "-n",
            namespace,
            "-l",
            label,
            "-o",
            "name",
        ])
        .unwrap_or_default();
    list.lines().map(str::to_string).collect()
}

fn assert_nothing_left(bed: &Bed, namespace: &str, done: &Done) {
    let left = objects(bed, namespace);
    assert!(left.is_empty(), "left behind: {left:?}\n{done:?}");
}

/// The namespace goes in its own time.
pub(crate) fn forget(namespace: &str) {
    let _ = bed().kubectl(&["delete", "namespace", namespace, "--wait=false"]);
}

/// Waits until the cluster itself has removed what a client left, and forgets the namespace.
pub(crate) fn until_the_lease_is_over(namespace: &str) {
    wait_until("the lease has removed everything", || {
        objects(bed(), namespace).is_empty()
    });
    forget(namespace);
}

/// Looks again and again until `fact` holds.
pub(crate) fn wait_until(what: &str, mut fact: impl FnMut() -> bool) {
    let end = Instant::now() + BOUND;
    while !fact() {
        assert!(Instant::now() < end, "it never came to pass that {what}");
        thread::park_timeout(Duration::from_millis(50));
    }
}

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
    pub(crate) namespace: String,
}

impl Done {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    /// Asserts the exit code and shows everything if it is another one.
    pub(crate) fn code(self, wanted: i32) -> Self {
        assert_eq!(self.code, wanted, "{}\n{}", self.text(), self.stderr);
        self
    }

    /// Asserts that stdout or stderr holds each of `words`.
    pub(crate) fn says(self, words: &[&str]) -> Self {
        let all = self.text() + &self.stderr;
        for word in words {
            assert!(all.contains(word), "no `{word}` in:\n{all}");
        }
        self
    }

    pub(crate) fn says_not(self, words: &[&str]) -> Self {
        let all = self.text() + &self.stderr;
        for word in words {
            assert!(!all.contains(word), "`{word}` in:\n{all}");
        }
        self
    }

    /// Lines of output of one step, without the prefix.
    pub(crate) fn lines(&self, step: &str) -> Vec<String> {
        self.text()
            .lines()
            .filter_map(|line| {
                let (name, text) = line.split_once(" | ")?;
                (name.trim() == step).then(|| text.to_string())
            })
            .collect()
    }

    /// The events of a JSON run.
    pub(crate) fn parsed(&self) -> Vec<Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The end of one step in the events of a JSON run.
    pub(crate) fn end_of(&self, step: &str) -> Value {
        self.parsed()
            .into_iter()
            .find(|event| event["event"] == "step_ended" && event["name"] == step)
            .unwrap_or_else(|| panic!("step {step} did not end:\n{}\n{}", self.text(), self.stderr))
            ["result"]
            .clone()
    }
}
