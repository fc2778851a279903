//! Services and detached steps.

use crate::harness::Run;

#[test]
fn a_service_is_reached_by_its_name() {
    Run::new(
        "services:
- {name: cache, image: 'redis:7'}
steps:
- name: use
  image: redis:7
  commands:
  - until redis-cli -h cache ping; do sleep 0.1; done
  - redis-cli -h cache set greeting hello
  - redis-cli -h cache get greeting
",
    )
    .done()
    .code(0)
    .says(&["PONG", "hello"]);
}

#[test]
fn a_detached_step_runs_beside_the_others() {
    let done = Run::new(
        "steps:
- name: server
  image: busybox
  detach: true
  commands: ['while :; do echo served | nc -l -p 8080; done']
- name: client
  image: busybox
  commands: ['until nc server 8080 < /dev/null | grep served; do sleep 0.1; done']
",
    )
    .events()
    .code(0);
    assert_eq!(done.end_of("server")["status"], "stopped");
    assert!(done.text().contains("served"));
}

#[test]
fn a_service_that_dies_does_not_fail_the_run() {
    let done = Run::new(
        "services:
- {name: short, image: busybox, commands: [echo bye, exit 3]}
steps:
- {name: main, image: busybox, commands: [sleep 2]}
",
    )
    .events()
    .code(0);
    assert_eq!(done.end_of("short")["code"], 3);
}

#[test]
fn the_last_lines_of_a_service_are_shown() {
    Run::new(
        "services:
- {name: talk, image: busybox, commands: ['echo first; touch up; while :; do sleep 1; done']}
steps:
- {name: main, image: busybox, commands: ['until [ -e up ]; do sleep 0.05; done']}
",
    )
    .done()
    .code(0)
    .says(&["talk | first"]);
}
