//! Fields of a step, seen from inside it. Those that other modules show are not here: `commands`,
//! `environment`, `user`, `group`, `working_dir` and `entrypoint` are in `scripts`, `settings` and
//! `command` in `plugins`, `failure` and `when.status` in `graph`, `when` in `choosing`, `detach` in
//! `services`.

use crate::bed::bed;
use crate::harness::{Run, forget};

/// The first of these files that is there: control groups of version 2, then of version 1.
fn read(files: &str) -> String {
    format!(
        "for f in {files}; do if [ -e /sys/fs/cgroup/$f ]; then cat /sys/fs/cgroup/$f; break; fi; done"
    )
}

/// One busybox step `it` with these fields.
fn step(fields: &str, commands: &[&str]) -> Run {
    let commands: Vec<String> = commands
        .iter()
        .map(|command| crate::script::quoted(command))
        .collect();
    Run::new(&format!(
        "steps:\n- {{name: it, image: busybox, commands: [{}], {fields}}}\n",
        commands.join(", ")
    ))
}

#[test]
fn the_limit_of_memory_is_that_of_the_container() {
    let file = read("memory.max memory/memory.limit_in_bytes");
    step("resources: {limits: {memory: 96MiB}}", &[&file])
        .done()
        .code(0)
        .says(&["it | 100663296"]);
}

#[test]
fn the_limit_of_cpu_is_that_of_the_container() {
    let file = read("cpu.max cpu/cpu.cfs_quota_us");
    let done = step("resources: {limits: {cpu: 250}}", &[&file])
        .done()
        .code(0);
    let lines = done.lines("it");
    // A quarter of the usual period of 100 milliseconds.
    assert!(
        lines
            .iter()
            .any(|line| line.split(' ').next() == Some("25000")),
        "{lines:?}"
    );
}

#[test]
fn the_request_of_a_step_is_its_share_of_the_cpu() {
    let file = read("cpu.weight cpu/cpu.shares");
    let done = step("resources: {requests: {cpu: 500}}", &[&file])
        .done()
        .code(0);
    let lines = done.lines("it");
    let numbers: Vec<u64> = lines.iter().filter_map(|line| line.parse().ok()).collect();
    // 512 of 1024 shares; version 2 counts in weights of its own, and nothing requested is 1.
    assert!(
        numbers == [512] || numbers.iter().any(|&weight| weight > 1 && weight < 100),
        "{lines:?}"
    );
}

#[test]
fn a_privileged_step_may_mount_and_others_may_not() {
    let mount = "mkdir -p /m && mount -t tmpfs none /m && echo mounted || echo refused";
    let caps = "grep CapEff /proc/self/status";
    let plain = step("user: 0", &[caps, mount]).done().code(0);
    let privileged = step("privileged: true", &[caps, mount])
        .args(&["--trusted"])
        .done()
        .code(0);
    assert!(
        plain.lines("it").contains(&"refused".to_string()),
        "{}",
        plain.text()
    );
    assert!(
        privileged.lines("it").contains(&"mounted".to_string()),
        "{}",
        privileged.text()
    );
    let effective = |lines: Vec<String>| -> u64 {
        let line = lines
            .iter()
            .find_map(|line| line.strip_prefix("CapEff:").map(str::trim));
        u64::from_str_radix(line.unwrap(), 16).unwrap()
    };
    let (few, many) = (
        effective(plain.lines("it")),
        effective(privileged.lines("it")),
    );
    assert!(few & many == few && few != many, "{few:x} {many:x}");
}

#[test]
fn an_image_is_pulled_as_the_policy_says() {
    // A step of each: what the kubelet did for their containers is in its events.
    let run = Run::new(
        "steps:
- {name: always, image: 'busybox:1.36', pull: always, commands: [echo ran always]}
- {name: never, image: 'busybox:1.36', pull: never, commands: [echo ran never]}
- {name: default, image: 'busybox:1.36', commands: [echo ran default]}
",
    )
    .may_leave_objects();
    let namespace = run.namespace().to_string();
    run.done()
        .code(0)
        .says(&["ran always", "ran never", "ran default"]);
    let columns = "custom-columns=R:.reason,P:.involvedObject.fieldPath,M:.message";
    let events = bed()
        .kubectl(&["get", "events", "-n", &namespace, "-o", columns])
        .unwrap();
    forget(&namespace);
    let about = |step: &str, words: &str| {
        events
            .lines()
            .any(|line| line.contains(&format!("-{step}}}")) && line.contains(words))
    };
    assert!(about("always", "Pulling"), "{events}");
    assert!(about("never", "already present"), "{events}");
    assert!(about("default", "already present"), "{events}");
    assert!(
        !about("never", "Pulling") && !about("default", "Pulling"),
        "{events}"
    );
}

#[test]
fn a_step_knows_its_name_number_and_pipeline() {
    Run::file(
        "kind: pipeline\ntype: kubernetes\nname: release\nclone: {disable: true}\nsteps:
- {name: it, image: busybox, commands: ['echo $DRONE_STEP_NAME $DRONE_STEP_NUMBER $DRONE_STAGE_KIND $DRONE_STAGE_TYPE $DRONE_STAGE_NAME']}
",
    )
    .done()
    .code(0)
    .says(&["it | it 1 pipeline kubernetes release"]);
}

#[test]
fn settings_of_the_clone_reach_git_in_the_steps() {
    Run::new(
        "clone: {trace: true, skip_verify: true}
steps:
- {name: it, image: busybox, commands: ['echo $GIT_TRACE,$GIT_SSL_NO_VERIFY']}
",
    )
    .done()
    .code(0)
    .says(&["it | true,true"]);
}

#[test]
fn a_service_has_the_fields_of_a_step() {
    let done = Run::new(
        "volumes: [{name: v, temp: {}}]
services:
- name: side
  image: busybox
  user: 1000
  working_dir: /tmp
  environment: {WORD: hello}
  commands: ['echo $WORD from $(pwd) as $(id -u) > /v/said.part', mv /v/said.part /v/said, sleep 600]
  volumes: [{name: v, path: /v}]
steps:
- name: it
  image: busybox
  commands: ['until [ -e /seen/said ]; do sleep 0.05; done', cat /seen/said]
  volumes: [{name: v, path: /seen}]
",
    )
    .args(&["--grace", "2s"])
    .done()
    .code(0);
    let line = "hello from /tmp as 1000".to_string();
    assert!(done.lines("it").contains(&line), "{}", done.text());
}
