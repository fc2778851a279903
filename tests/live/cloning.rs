//! `--clone`: the repository is fetched in the cluster.

use crate::bed::{Bed, ours};
use crate::harness::{Run, wait_until};

/// A repository with two commits, served by the git protocol from a Pod of the run's namespace.
struct Repository {
    address: String,
    head: String,
}

const SERVER: &str = r"
set -e
export HOME=/tmp GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git init -q -b main /tmp/work
cd /tmp/work
echo first > file; git add file; git commit -qm first
echo from-the-repository > file; git add file; git commit -qm second
mkdir -p /srv
git clone -q --bare /tmp/work /srv/repo.git
cat > /srv/serve <<'EOT'
#!/bin/sh
length=$(dd bs=1 count=4 2> /dev/null)
dd bs=1 count=$((0x$length - 4)) > /dev/null 2>&1
exec git upload-pack /srv/repo.git
EOT
chmod 755 /srv/serve
echo head $(git rev-parse HEAD)
exec nc -ll -p 9418 -e /srv/serve
";

impl Repository {
    fn serve(bed: &Bed, namespace: &str) -> Self {
        let pod = serde_json::json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": { "name": "git" },
            "spec": {
                "terminationGracePeriodSeconds": 0,
                "containers": [{
                    "name": "git",
                    "image": "docker.io/drone/git",
                    "imagePullPolicy": "IfNotPresent",
                    "command": ["/bin/sh", "-c", SERVER],
                    "readinessProbe": { "tcpSocket": { "port": 9418 }, "periodSeconds": 1 },
                }],
            },
        });
        let args = ["apply", "-n", namespace, "-f", "-"];
        bed.kubectl_with(&args, &pod.to_string()).unwrap();
        let get = |path: &str| {
            let path = format!("jsonpath={path}");
            bed.kubectl(&["get", "pod", "git", "-n", namespace, "-o", &path])
                .unwrap_or_default()
        };
        wait_until("the repository is served", || {
            get("{.status.containerStatuses[0].ready}") == "true"
        });
        let log = bed.kubectl(&["logs", "git", "-n", namespace]).unwrap();
        let head = log.lines().find_map(|line| line.strip_prefix("head "));
        Self {
            address: format!("git://{}/repo.git", get("{.status.podIP}")),
            head: head.unwrap().to_owned(),
        }
    }

    fn args(&self) -> Vec<&str> {
        vec![
            "--clone",
            "--repo-http",
            &self.address,
            "--commit-after",
            &self.head,
            "--commit-branch",
            "main",
        ]
    }
}

const PIPELINE: &str = "clone: {depth: 1}
steps:
- name: look
  image: drone/git
  commands: ['echo has $(ls)', cat file, 'echo $(git rev-list --count HEAD) commit', git rev-parse HEAD]
- name: next
  image: busybox
  commands: [cat file]
";

#[test]
fn the_repository_is_fetched_and_the_tree_stays_here() {
    let Some(bed) = ours("a repository in the cluster") else {
        return;
    };
    for user in ["drone", "noexec"] {
        let run = Run::new(PIPELINE).with("only-here", "x\n").user(user);
        let repository = Repository::serve(bed, run.namespace());
        let done = run.args(&repository.args()).done().code(0);
        let wanted = [
            "has file",
            "from-the-repository",
            "1 commit",
            repository.head.as_str(),
        ];
        let lines = done.lines("look");
        for line in wanted {
            assert!(lines.iter().any(|own| own == line), "{line} in {lines:?}");
        }
        let clone = done.lines("clone");
        assert!(
            clone.iter().any(|line| line.contains("second")),
            "{clone:?}"
        );
        done.says(&[&repository.address, "not pushed"]);
    }
}

#[test]
fn in_a_graph_steps_wait_for_the_clone() {
    let Some(bed) = ours("a repository in the cluster") else {
        return;
    };
    let run = Run::new(
        "steps:
- {name: a, image: busybox, commands: [cat file]}
- {name: b, image: busybox, commands: [cat file], depends_on: [clone]}
- {name: c, image: busybox, commands: [cat file], depends_on: [a]}
",
    );
    let repository = Repository::serve(bed, run.namespace());
    let done = run.args(&repository.args()).done().code(0);
    for step in ["a", "b", "c"] {
        let line = "from-the-repository".to_owned();
        assert!(done.lines(step).contains(&line), "{}", done.text());
    }
}

#[test]
fn a_clone_that_fails_is_the_end_of_it() {
    if ours("the clone image of the test bed").is_none() {
        return;
    }
    let done = Run::new(PIPELINE)
        .args(&["--clone", "--repo-http", "git://127.0.0.1:9/repo.git"])
        .events()
        .code(1);
    assert_eq!(done.end_of("clone")["status"], "exited");
    assert_ne!(done.end_of("clone")["code"], 0);
    assert_eq!(done.end_of("look")["status"], "skipped");
}

#[test]
fn a_clone_that_is_disabled_leaves_an_empty_workspace() {
    if ours("the clone image of the test bed").is_none() {
        return;
    }
    Run::new("clone: {disable: true}\nsteps: [{name: look, image: busybox, commands: ['echo has $(ls)']}]\n")
        .with("only-here", "x\n")
        .args(&["--clone"])
        .done()
        .code(0)
        .says(&["look | has"])
        .says_not(&["only-here"]);
}
