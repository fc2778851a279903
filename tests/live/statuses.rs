//! What a step learns about the pipeline so far.

use crate::harness::Run;
use crate::support::{quoted, shell};

#[test]
fn the_names_of_all_failed_steps_arrive_in_order() {
    let done = Run::new(
        "steps:
- {name: zebra, image: busybox, commands: [exit 1]}
- {name: apple, image: plugins/echo, settings: {exit: 2}, when: {status: [failure]}}
- {name: shell, image: busybox, commands: ['echo $DRONE_FAILED_STEPS:$CI_BUILD_STATUS'], when: {status: [failure]}}
- {name: plugin, image: plugins/echo, when: {status: [failure]}}
",
    )
    .done()
    .code(1);
    let lines = (done.lines("shell"), done.lines("plugin"));
    assert!(
        lines.0.contains(&"zebra,apple:failure".to_string()),
        "{lines:?}"
    );
    let wanted = "status=failure stage=failure failed=zebra,apple";
    assert!(lines.1.contains(&wanted.to_string()), "{lines:?}");
}

#[test]
fn a_name_that_a_shell_would_obey_is_only_a_name() {
    let name = "it's \"$(touch /tmp/x)\" `id` \\ é";
    let done = Run::new(&format!(
        "steps:
- {{name: {name}, image: busybox, commands: [exit 1]}}
- {{name: after, image: busybox, commands: ['printf %s \"$DRONE_FAILED_STEPS\" > got', 'cat got'], when: {{status: [failure]}}}}
- {{name: plugin, image: plugins/echo, when: {{status: [failure]}}}}
",
        name = quoted(name)
    ))
    .done()
    .code(1);
    assert!(
        done.lines("after").contains(&name.to_string()),
        "{}",
        done.text()
    );
    let wanted = format!("status=failure stage=failure failed={name}");
    assert!(done.lines("plugin").contains(&wanted), "{}", done.text());
}

#[test]
fn a_failure_that_is_ignored_is_not_among_the_names() {
    let done = Run::new(
        "steps:
- {name: advice, image: plugins/echo, settings: {exit: 9}, failure: ignore}
- {name: plugin, image: plugins/echo}
",
    )
    .done()
    .code(0);
    let wanted = "status=success stage=success failed=".to_string();
    assert!(done.lines("plugin").contains(&wanted), "{}", done.text());
    assert!(done.stderr.contains("1 failure ignored"), "{}", done.stderr);
}

#[test]
fn the_environment_of_a_plugin_wins_over_the_status() {
    let done = Run::new(
        "steps:
- {name: bad, image: busybox, commands: [exit 1]}
- name: plugin
  image: plugins/echo
  environment: {DRONE_BUILD_STATUS: mine}
  when: {status: [failure]}
",
    )
    .done()
    .code(1);
    let wanted = "status=mine stage=failure failed=bad".to_string();
    assert!(done.lines("plugin").contains(&wanted), "{}", done.text());
}

#[test]
fn status_files_say_success_as_long_as_it_is_one() {
    let done = Run::new(
        "steps:
- {name: shell, image: busybox, commands: [cat /run/drone/env]}
- {name: plugin, image: busybox, command: [cat, /run/drone/env]}
",
    )
    .done()
    .code(0);
    for step in ["shell", "plugin"] {
        let lines = done.lines(step);
        assert!(
            lines.contains(&"DRONE_BUILD_STATUS=\"success\"".to_string())
                && lines.contains(&"DRONE_STAGE_STATUS=\"success\"".to_string()),
            "{step}: {lines:?}"
        );
    }
}

#[test]
fn a_service_with_an_entry_point_of_its_own_has_a_status_too() {
    let done = Run::new(
        "services:
- {name: server, image: plugins/echo, settings: {sleep: 600}}
steps:
- {name: it, image: busybox, commands: ['sleep 1']}
",
    )
    .done()
    .code(0);
    let lines = done.lines("server");
    assert!(
        lines.iter().any(|line| line.starts_with("status=success")),
        "{lines:?}\n{}",
        done.stderr
    );
}

#[test]
fn times_are_numbers_that_do_not_run_backwards() {
    shell(&[
        "test \"$DRONE_BUILD_FINISHED\" -ge \"$DRONE_BUILD_STARTED\"",
        "test \"$DRONE_BUILD_STARTED\" -ge \"$DRONE_BUILD_CREATED\"",
        "test \"$DRONE_STAGE_FINISHED\" -ge \"$DRONE_STAGE_STARTED\"",
    ])
    .done()
    .code(0);
}
