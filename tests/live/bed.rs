//! The cluster that the tests run on: the test bed, or one of the user's own.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard};

const SCRIPT: &str = "tests/cluster/cluster.sh";
/// Runs at the same time: each Pod wants processor time of the one node.
const AT_ONCE: u32 = 2;

/// The cluster.
pub(crate) struct Bed {
    /// Folder of the test bed; `None` for a cluster of the user's own.
    state: Option<PathBuf>,
}

impl Bed {
    /// Whether the tests may restart parts of it and look at the node.
    pub(crate) fn is_ours(&self) -> bool {
        self.state.is_some()
    }

    /// The kubeconfig of a user of the test bed; the user's own for every name otherwise.
    pub(crate) fn kubeconfig(&self, user: &str) -> String {
        match &self.state {
            Some(state) => state
                .join(format!("{user}.kubeconfig"))
                .display()
                .to_string(),
            None => std::env::var("KUBECONFIG").unwrap_or_default(),
        }
    }

    /// `kubectl` as administrator; gives stdout, or stderr if it fails.
    pub(crate) fn kubectl(&self, args: &[&str]) -> Result<String, String> {
        self.kubectl_with(args, "")
    }

    /// The same with something on stdin.
    pub(crate) fn kubectl_with(&self, args: &[&str], input: &str) -> Result<String, String> {
        use std::io::Write;

        let program = match &self.state {
            Some(state) => state.join("bin/kubectl"),
            None => PathBuf::from("kubectl"),
        };
        let mut child = Command::new(program)
            .args(args)
            .env("KUBECONFIG", self.kubeconfig("admin"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        if output.status.success() {
            Ok(text(output.stdout))
        } else {
            Err(text(output.stderr))
        }
    }

    /// A sub-command of the test bed's script.
    pub(crate) fn lever(&self, args: &[&str]) -> String {
        assert!(self.is_ours(), "levers belong to the test bed");
        let output = Command::new(SCRIPT)
            .args(args)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{SCRIPT} {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A new namespace in which the users have their rights.
    pub(crate) fn namespace(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t-{}-{number}", std::process::id());
        if self.is_ours() {
            self.lever(&["namespace", &name]);
        } else {
            self.kubectl(&["create", "namespace", &name]).unwrap();
        }
        name
    }
}

/// The cluster; brought up by the first test that wants it.
pub(crate) fn bed() -> &'static Bed {
    static BED: OnceLock<Bed> = OnceLock::new();
    BED.get_or_init(|| {
        if std::env::var("DRONE_K8S_TEST_CLUSTER").is_ok_and(|value| value == "existing") {
            assert!(
                std::env::var_os("KUBECONFIG").is_some(),
                "KUBECONFIG names no cluster"
            );
            return Bed { state: None };
        }
        let state = std::env::var("DRONE_K8S_CLUSTER_STATE")
            .unwrap_or_else(|_| "/var/lib/drone-k8s-cluster".to_string());
        let bed = Bed {
            state: Some(PathBuf::from(state)),
        };
        bed.lever(&["up"]);
        bed
    })
}

/// The test bed, or `None` with a word about why the test is skipped.
pub(crate) fn ours(why: &str) -> Option<&'static Bed> {
    let bed = bed();
    if !bed.is_ours() {
        println!("skipped: {why} needs the test bed, and this is a cluster of somebody's own");
        return None;
    }
    Some(bed)
}

static WHOLE: RwLock<()> = RwLock::new(());

/// Held by every run: nobody restarts the cluster meanwhile.
pub(crate) struct Turn {
    _shared: Option<RwLockReadGuard<'static, ()>>,
}

static RUNNING: Mutex<u32> = Mutex::new(0);
static FREE: Condvar = Condvar::new();

/// Waits for a turn; `alone` when the caller has the cluster for itself.
pub(crate) fn turn(alone: bool) -> Turn {
    let shared = (!alone).then(|| {
        WHOLE
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    });
    let mut running = RUNNING.lock().unwrap();
    while *running >= AT_ONCE {
        running = FREE.wait(running).unwrap();
    }
    *running += 1;
    Turn { _shared: shared }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.lock().unwrap() -= 1;
        FREE.notify_one();
    }
}

/// The cluster for the caller alone: other tests wait.
pub(crate) fn alone() -> RwLockWriteGuard<'static, ()> {
    WHOLE
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
