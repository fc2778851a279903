//! Scripts with habits of their own.

use crate::harness::Run;
use crate::support::{quoted, shell, written};

/// What the step `it` wrote, without the lines that trace commands.
fn output(run: Run) -> String {
    let done = run.events().code(0);
    String::from_utf8_lossy(&written(&done, "it"))
        .lines()
        .filter(|line| !line.starts_with("+ "))
        .fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn no_character_of_a_command_is_lost() {
    let text = r#"a'b"c \ \\ \n $(CI) $$(CI) $CI_NOT ${CI_NOT} `#` %s !! ~ * ? [a-z] {x,y} <> | & ; é 日本 	tab"#;
    let command = format!("cat > out <<'END'\n{text}\nEND\ncat out");
    let wanted = format!("{text}\n");
    let got = output(shell(&[&command]));
    assert!(got.ends_with(&wanted), "{got}");
}

#[test]
fn a_file_with_windows_line_ends_runs() {
    let text = "kind: pipeline\r\ntype: kubernetes\r\nname: default\r\nsteps:\r\n- name: it\r\n  image: busybox\r\n  commands:\r\n  - echo one\r\n  - |\r\n    echo two\r\n    echo three\r\n";
    let got = output(Run::file(text));
    assert!(
        got.contains("one\n") && got.contains("two\n") && got.contains("three\n"),
        "{got:?}"
    );
    assert!(!got.contains('\r'), "{got:?}");
}

#[test]
fn state_is_kept_from_one_command_to_the_next() {
    let got = output(shell(&[
        "cd /tmp",
        "x=1; f() { echo \"f $1\"; }",
        "f $x",
        "pwd",
        "export Y=2",
        "sh -c 'echo y $Y'",
        "false || echo went on",
        "(exit 3) || echo \"was $?\"",
    ]));
    assert_eq!(got, "f 1\n/tmp\ny 2\nwent on\nwas 3\n");
}

#[test]
fn a_step_ends_with_its_script_and_not_with_what_it_left_behind() {
    let got = output(shell(&[
        "sleep 600 &",
        "(while :; do sleep 1; done) > /dev/null 2>&1 &",
        "echo done",
    ]));
    assert!(got.contains("done\n"), "{got}");
}

#[test]
fn a_script_may_close_its_output_and_its_input() {
    let done = shell(&["echo before", "exec >&- 2>&- <&-", "exit 7"])
        .events()
        .code(1);
    assert_eq!(done.end_of("it")["code"], 7);
    assert!(String::from_utf8_lossy(&written(&done, "it")).contains("before\n"));
}

#[test]
fn a_script_may_have_traps() {
    let got = output(shell(&["trap 'echo bye' EXIT", "trap '' TERM", "echo hi"]));
    assert!(got.ends_with("hi\nbye\n"), "{got}");
}

#[test]
fn two_thousand_commands_run() {
    let commands: Vec<String> = (0..2000).map(|n| format!("n={n}")).collect();
    let mut commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    commands.push("echo last $n");
    assert_eq!(output(shell(&commands)), "last 1999\n");
}

#[test]
fn commands_may_be_empty_or_comments() {
    let got = output(Run::new(
        "steps:
- name: it
  image: busybox
  commands: ['', '# only a comment', \"  \", 'echo end']
",
    ));
    assert!(got.ends_with("end\n"), "{got}");
}

#[test]
fn output_and_errors_keep_their_order() {
    let got = output(shell(&[
        "for i in 1 2 3; do echo out $i; echo err $i >&2; done",
    ]));
    assert_eq!(got, "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n");
}

#[test]
fn what_a_shell_cannot_parse_fails_with_its_words() {
    let done = shell(&["if true; then echo x"]).events().code(1);
    assert_eq!(done.end_of("it")["code"], 2);
    let got = written(&done, "it");
    assert!(!got.is_empty(), "the shell says why");
}

#[test]
fn odd_values_of_the_environment_arrive_as_they_are() {
    let value = "a'b\"c $(CI) $$ `x` \\n %s é\ttab * end";
    let done = Run::new(&format!(
        "environment: {{GLOBAL: {value}}}
steps:
- name: it
  image: busybox
  environment: {{OWN: {value}}}
  commands: ['printf \"<%s>\\n<%s>\\n\" \"$GLOBAL\" \"$OWN\"']
- name: plugin
  image: plugins/echo
  settings: {{text: {value}}}
",
        value = quoted(value)
    ))
    .done()
    .code(0);
    let lines = done.lines("it");
    let wanted = format!("<{value}>");
    assert_eq!(
        lines.iter().filter(|line| **line == wanted).count(),
        2,
        "{lines:?}"
    );
    let setting = format!("PLUGIN_TEXT={value}");
    assert!(done.lines("plugin").contains(&setting), "{}", done.text());
}

#[test]
fn a_variable_of_many_lines_keeps_them() {
    let got = output(Run::new(
        "steps:
- name: it
  image: busybox
  environment:
    TEXT: |
      one
        two

      four
  commands: ['printf \"%s\" \"$TEXT\"']
",
    ));
    assert!(got.ends_with("one\n  two\n\nfour\n"), "{got:?}");
}

#[test]
fn a_variable_that_no_process_can_have_is_an_error_with_words() {
    let long = "x".repeat(200_000);
    let done = Run::new(&format!(
        "steps:\n- {{name: it, image: busybox, environment: {{LONG: {long}}}, commands: ['echo ${{#LONG}}']}}\n"
    ).replace("${#LONG}", "$${#LONG}"))
    .done();
    assert!([1, 3].contains(&done.code), "{}", done.stderr);
    done.says(&["it", "too long"]);
}
