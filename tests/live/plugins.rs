//! Steps that run their image's own ENTRYPOINT.

use crate::harness::Run;

#[test]
fn a_plugin_learns_of_the_failure_from_its_environment() {
    let done = Run::new(
        "steps:
- {name: bad, image: busybox, commands: [exit 1]}
- {name: notify, image: plugins/echo, when: {status: [failure, success]}}
",
    )
    .done()
    .code(1);
    let line = "status=failure stage=failure failed=bad";
    assert!(
        done.lines("notify").contains(&line.to_string()),
        "{}",
        done.text()
    );
}

#[test]
fn settings_arrive_as_drone_encodes_them() {
    let done = Run::new(
        "steps:
- name: plugin
  image: plugins/echo
  settings:
    tags: [latest, \"1.0\"]
    price: \"$(CI) $5\"
    octal: 0755
    on: true
    map: {b: 1, a: [x]}
",
    )
    .done()
    .code(0);
    for line in [
        "PLUGIN_TAGS=latest,1.0",
        "PLUGIN_PRICE=$(CI) $5",
        "PLUGIN_OCTAL=493",
        "PLUGIN_MAP={\"a\":[\"x\"],\"b\":1}",
    ] {
        assert!(
            done.lines("plugin").contains(&line.to_string()),
            "{line}\n{}",
            done.text()
        );
    }
}

#[test]
fn an_image_without_a_shell_is_a_plugin_like_any_other() {
    let done = Run::new(
        "steps:
- {name: bad, image: busybox, commands: [exit 1]}
- name: scratch
  image: scratch-hello
  settings: {exit: 7}
  when: {status: [failure]}
",
    )
    .events()
    .code(1);
    assert_eq!(done.end_of("scratch")["code"], 7);
    assert!(
        done.text().contains("DRONE_BUILD_STATUS=failure"),
        "{}",
        done.text()
    );
}

#[test]
fn command_gives_the_arguments_of_an_entrypoint() {
    Run::new("steps:\n- {name: it, image: scratch-hello, command: [one, 'two $(CI) three']}\n")
        .done()
        .code(0)
        .says(&["one", "two $(CI) three"]);
}

#[test]
fn the_status_file_of_the_official_runner_is_there() {
    let done = Run::new(
        "steps:
- {name: bad, image: busybox, commands: [exit 1]}
- {name: shell, image: busybox, commands: [cat /run/drone/env], when: {status: [failure]}}
- name: plugin
  image: busybox
  command: [cat, /run/drone/env]
  when: {status: [failure]}
",
    )
    .done()
    .code(1);
    for step in ["shell", "plugin"] {
        let line = "DRONE_BUILD_STATUS=\"failure\"".to_string();
        assert!(done.lines(step).contains(&line), "{step}: {}", done.text());
    }
}

#[test]
fn plugins_follow_each_other() {
    let done = Run::new(
        "steps:
- {name: one, image: plugins/echo, settings: {lines: 3}}
- {name: two, image: plugins/echo, settings: {lines: 2, exit: 4}}
- {name: three, image: plugins/echo}
",
    )
    .events()
    .code(1);
    assert_eq!(done.end_of("one")["code"], 0);
    assert_eq!(done.end_of("two")["code"], 4);
    assert_eq!(done.end_of("three")["status"], "skipped");
}
