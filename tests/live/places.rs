//! Fields that shape the Pod, seen from inside a step.

use crate::bed::bed;
use crate::harness::Run;

#[test]
fn volumes_workspace_and_aliases() {
    let done = Run::new(
        "workspace: {path: /work}
host_aliases: [{ip: 10.1.2.3, hostnames: [git.example.com]}]
volumes:
- {name: cache, temp: {}}
steps:
- {name: write, image: busybox, commands: ['echo kept > /cache/file', pwd], volumes: [{name: cache, path: /cache}]}
- name: read
  image: busybox
  commands: ['cat /elsewhere/file', 'grep example /etc/hosts']
  volumes: [{name: cache, path: /elsewhere}]
",
    )
    .done()
    .code(0);
    assert!(
        done.lines("write").contains(&"/work".to_string()),
        "{}",
        done.text()
    );
    assert!(
        done.lines("read").contains(&"kept".to_string()),
        "{}",
        done.text()
    );
    done.says(&["10.1.2.3", "git.example.com"]);
}

#[test]
fn what_dry_run_prints_is_what_a_cluster_takes() {
    let text = "steps:
- {name: a, image: busybox, commands: ['echo $X'], environment: {X: {from_secret: x}}}
- {name: b, image: plugins/echo, settings: {list: [1, 2]}}
services:
- {name: db, image: 'redis:7'}
";
    for format in ["yaml", "json"] {
        let done = Run::new(text)
            .args(&["--dry-run", "-o", format, "--secret", "x"])
            .env("X", "hidden-value")
            .done()
            .code(0)
            .says_not(&["hidden-value"]);
        // The run's own namespace is being removed; another one takes the objects.
        let namespace = bed().namespace();
        let objects = done.text().replace(&done.namespace, &namespace);
        let args = ["create", "--dry-run=server", "-n", &namespace, "-f", "-"];
        let created = bed().kubectl_with(&args, &objects).unwrap();
        crate::harness::forget(&namespace);
        assert!(
            created.contains("pod/") && created.contains("secret/"),
            "{created}"
        );
    }
}
