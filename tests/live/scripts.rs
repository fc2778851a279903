//! Scripts run byte for byte as they were written.

use crate::harness::Run;

fn script(commands: &str) -> Run {
    Run::new(&format!(
        "steps:\n- name: it\n  image: busybox\n  commands:\n{commands}"
    ))
}

#[test]
fn nothing_of_a_script_is_expanded_on_the_way() {
    let done = script(
        r#"  - echo "$(echo CI) '$(echo CI)'" '$(CI) $$$$'
  - printf 'a\nb\\n\n'
  - |-
    cat <<'END'
    $(CI) `x` \n "q"
    END
"#,
    )
    .done()
    .code(0);
    let lines = done.lines("it");
    for line in ["CI 'CI' $(CI) $$", "a", "b\\n", "$(CI) `x` \\n \"q\""] {
        assert!(lines.contains(&line.to_string()), "{line}: {lines:?}");
    }
}

#[test]
fn a_traced_command_runs_once() {
    let done = script("  - echo `echo x >> count` done\n  - wc -l < count\n")
        .done()
        .code(0);
    assert!(
        done.lines("it").contains(&"1".to_string()),
        "{}",
        done.text()
    );
}

#[test]
fn a_command_that_reads_stdin_does_not_eat_the_script() {
    script("  - cat\n  - echo after\n")
        .done()
        .code(0)
        .says(&["it | after"]);
}

#[test]
fn a_script_of_a_mebibyte_runs() {
    let long = "x".repeat(1 << 20);
    let done = script(
        &format!("  - 'var={long}; echo ${{#var}}'\n  - 'echo end'\n")
            .replace("${#var}", "$${#var}"),
    )
    .args(&["--no-log-prefix"])
    .done()
    .code(0);
    let text = done.text();
    assert!(
        text.ends_with("1048576\n+ echo end\nend\n"),
        "…{}",
        &text[text.len().saturating_sub(200)..]
    );
}

#[test]
fn the_first_failing_command_ends_the_step() {
    let done = script("  - 'false'\n  - echo not-reached-text\n")
        .done()
        .code(1);
    assert!(!done.lines("it").contains(&"not-reached-text".to_string()));
}

#[test]
fn environment_of_step_and_pipeline() {
    let done = Run::new(
        "environment: {BOTH: pipeline, CI: 'no', PIPELINE: yes}
steps:
- name: it
  image: busybox
  environment: {BOTH: step, DRONE_BRANCH: mine, DRONE_BUILD_STATUS: own, SHELLISH: 'a $(CI) $$ b'}
  commands: ['echo $BOTH,$CI,$PIPELINE,$DRONE_BRANCH,$DRONE_BUILD_STATUS,$SHELLISH,$FROM_FLAG']
",
    )
    .args(&["--environ", "FROM_FLAG=flag", "--commit-target", "main"])
    .done()
    .code(0);
    let wanted = "step,true,yes,mine,own,a $(CI) $ b,flag".to_string();
    assert!(done.lines("it").contains(&wanted), "{}", done.text());
}

#[test]
fn entrypoint_is_run_as_written() {
    Run::new("steps:\n- {name: it, image: busybox, entrypoint: [sh, -c, 'echo a b; exit 5']}\n")
        .events()
        .code(1)
        .says(&["a b", "\"code\":5"]);
}

#[test]
fn a_step_sees_its_own_control_folder_only() {
    let done = Run::new(
        "steps:
- {name: one, image: busybox, commands: ['true']}
- {name: two, image: busybox, commands: ['find /run/drone /run/drone-k8s | sort']}
",
    )
    .done()
    .code(0);
    let text = done.lines("two").join("\n");
    assert!(
        text.contains("/run/drone/.step/script") && !text.contains("/s/"),
        "{text}"
    );
}

#[test]
fn user_and_working_dir() {
    let done = Run::new(
        "steps:
- {name: it, image: busybox, user: 1000, group: 1000, working_dir: /tmp, commands: ['id -u', 'id -g', pwd]}
",
    )
    .done()
    .code(0);
    let lines = done.lines("it");
    assert_eq!(
        lines.iter().filter(|line| *line == "1000").count(),
        2,
        "{lines:?}"
    );
    assert!(lines.contains(&"/tmp".to_string()));
}

#[test]
fn images_with_other_shells_and_users_run_scripts() {
    Run::new(
        "steps:
- {name: dash, image: 'debian:12-slim', commands: ['printf \"a\\\\nb\\\\n\"', 'ls -l /bin/sh']}
- {name: nonroot, image: nonroot, commands: ['id -u']}
",
    )
    .done()
    .code(0)
    .says(&["dash", "nonroot | 1000"]);
}
