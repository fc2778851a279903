//! Scripts with habits of their own.

use crate::harness::{Done, Run};
use crate::support::{quoted, scripts, written};

/// What a step wrote, without the lines that trace commands.
fn output(done: &Done, step: &str) -> String {
    String::from_utf8_lossy(&written(done, step))
        .lines()
        .filter(|line| !line.starts_with("+ "))
        .fold(String::new(), |text, line| text + line + "\n")
}

/// Characters that something on the way might take for its own.
const ODD: &str = "a'b\"c \\ \\\\ \\n $(CI) $$(CI) $CI_NOT ${CI_NOT} `#` %s !! ~ * ? [a-z] {x,y} <> | & ; é 日本 \ttab\n";

#[test]
fn scripts_run_as_in_a_terminal() {
    let here = format!("cat > out <<'END'\n{ODD}END\ncat out");
    let many: Vec<String> = (0..2000).map(|n| format!("n={n}")).collect();
    let many = many.join("\n");
    let functions = "x=1; f() { echo \"f $1\"; }";
    let all: [(&str, &[&str], &str); 7] = [
        (
            "state",
            &[
                "cd /tmp",
                functions,
                "f $x",
                "pwd",
                "export Y=2",
                "sh -c 'echo y $Y'",
            ],
            "f 1\n/tmp\ny 2\n",
        ),
        (
            "conditions",
            &["false || echo went on", "(exit 3) || echo \"was $?\""],
            "went on\nwas 3\n",
        ),
        // A step ends with its script and not with what the script left behind.
        (
            "leftovers",
            &["sleep 600 &", "(while :; do sleep 1; done) &", "echo done"],
            "done\n",
        ),
        (
            "traps",
            &["trap 'echo bye' EXIT", "trap '' TERM", "echo hi"],
            "hi\nbye\n",
        ),
        (
            "order",
            &["for i in 1 2 3; do echo out $i; echo err $i >&2; done"],
            "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n",
        ),
        (
            "empty",
            &["", "# only a comment", "  ", "echo end"],
            "end\n",
        ),
        ("characters", &[&here], ODD),
    ];
    let mut steps: Vec<(&str, &[&str])> = all.iter().map(|all| (all.0, all.1)).collect();
    let long: &[&str] = &[&many, "echo last $n"];
    steps.push(("long", long));
    let done = scripts(&steps, "").events().code(0);
    for (name, _, wanted) in all {
        let got = output(&done, name);
        assert!(got.ends_with(wanted), "{name}: {got:?}");
    }
    assert!(output(&done, "long").ends_with("last 1999\n"));
}

#[test]
fn each_end_has_its_code() {
    let all: [(&str, &[&str], i32); 6] = [
        ("closes", &["echo before", "exec >&- 2>&- <&-", "exit 7"], 7),
        ("unparsable", &["if true; then echo x"], 2),
        ("term", &["kill -TERM $$"], 143),
        ("segv", &["kill -SEGV $$"], 139),
        ("data", &["echo '#!/bin/sh' > data; ./data"], 126),
        ("largest", &["exit 255"], 255),
    ];
    let steps: Vec<(&str, &[&str])> = all.iter().map(|all| (all.0, all.1)).collect();
    let done = scripts(&steps, ", failure: ignore").events().code(0);
    for (name, _, code) in all {
        let end = done.end_of(name);
        assert_eq!(end["code"], code, "{name}: {end}");
        assert_eq!(end["status"], "exited", "{name}: {end}");
        assert_eq!(end["ignored"], true, "{name}: {end}");
    }
    assert!(output(&done, "closes").contains("before\n"));
    assert!(
        !output(&done, "unparsable").is_empty(),
        "the shell says why"
    );
}

#[test]
fn a_file_with_windows_line_ends_runs() {
    let text = "kind: pipeline\r\ntype: kubernetes\r\nname: default\r\nsteps:\r\n- name: it\r\n  image: busybox\r\n  commands:\r\n  - echo one\r\n  - |\r\n    echo two\r\n    echo three\r\n";
    let got = output(&Run::file(text).events().code(0), "it");
    assert!(
        got.contains("one\n") && got.contains("two\n") && got.contains("three\n"),
        "{got:?}"
    );
    assert!(!got.contains('\r'), "{got:?}");
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
    let done = Run::new(
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
    )
    .events()
    .code(0);
    let got = output(&done, "it");
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
