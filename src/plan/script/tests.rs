//! Scripts are run under every shell that the machine has.

use super::{from_commands, from_entrypoint, is_shell_line};
use std::fs;
use std::process::{Command, Stdio};

/// Shells to try, as program and arguments that come before the script.
const SHELLS: [&[&str]; 5] = [
    &["sh"],
    &["dash"],
    &["busybox", "ash"],
    &["bash", "--posix"],
    &["mksh"],
];

/// What a script printed under each shell, and its exit code. At least `sh` must be there.
fn run_with(script: &str, env: &[(&str, &str)]) -> Vec<(String, i32)> {
    let mut results = Vec::new();
    for shell in SHELLS {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("script");
        fs::write(&file, script).unwrap();
        let run = Command::new(shell[0])
            .args(&shell[1..])
            .arg(&file)
            .env("HOME", folder.path())
            .envs(env.iter().copied())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output();
        match run {
            Ok(output) => {
                let text = String::from_utf8(output.stdout).unwrap();
                results.push((text, output.status.code().unwrap()));
            }
            Err(error) => println!("skipped {shell:?}: {error}"),
        }
    }
    assert!(!results.is_empty());
    results
}

fn check(commands: &[&str], wanted: &str, code: i32) {
    let script = from_commands(commands.iter().copied(), false);
    for result in run_with(&script, &[]) {
        assert_eq!(result, (wanted.to_owned(), code), "{commands:?}");
    }
}

#[test]
fn commands_are_traced_as_typed_and_run_once() {
    check(
        &["echo hi", "echo \"a $NOPE\" "],
        "+ echo hi\nhi\n+ echo \"a $NOPE\" \na \n",
        0,
    );
    check(
        &["echo `echo x >> log; cat log`", "wc -l < log | tr -d ' '"],
        "+ echo `echo x >> log; cat log`\nx\n+ wc -l < log | tr -d ' '\n1\n",
        0,
    );
    check(
        &["echo 'it'\\''s' \"$(echo é)\""],
        "+ echo 'it'\\''s' \"$(echo é)\"\nit's é\n",
        0,
    );
    check(
        &[r"printf 'a\nb\t%s\n' '\\c'"],
        "+ printf 'a\\nb\\t%s\\n' '\\\\c'\na\nb\t\\\\c\n",
        0,
    );
}

#[test]
fn several_lines_are_one_command() {
    let loops = "for i in 1 2; do\n  echo $i\ndone\n";
    check(
        &[loops, "echo end"],
        &format!("+ {loops}1\n2\n+ echo end\nend\n"),
        0,
    );
    check(
        &["cat <<X\n$((1+1))\nX\n"],
        "+ cat <<X\n$((1+1))\nX\n2\n",
        0,
    );
}

#[test]
fn the_first_failure_ends_the_script_with_its_code() {
    check(
        &["echo a", "(exit 7)", "echo b"],
        "+ echo a\na\n+ (exit 7)\n",
        7,
    );
    check(&["false || echo ok"], "+ false || echo ok\nok\n", 0);
    check(&["exit 78"], "+ exit 78\n", 78);
}

#[test]
fn a_command_that_reads_its_input_finds_none() {
    check(
        &["cat", "read x || echo eof"],
        "+ cat\n+ read x || echo eof\neof\n",
        0,
    );
}

#[test]
fn a_backslash_at_the_end_joins_nothing() {
    check(&["echo a \\", "echo b"], "+ echo a \\\na\n+ echo b\nb\n", 0);
    check(
        &["echo a # comment", "# only a comment", ""],
        "+ echo a # comment\na\n+ # only a comment\n+ \n",
        0,
    );
}

#[test]
fn options_that_users_set_do_no_harm() {
    check(
        &["set -u", "set -f", "IFS=+", "echo ok"],
        "+ set -u\n+ set -f\n+ IFS=+\n+ echo ok\nok\n",
        0,
    );
}

#[test]
fn a_long_script_is_no_problem() {
    let long = format!("x='{}'; echo ${{#x}}", "y".repeat(300_000));
    let script = from_commands([long.as_str(), "echo end"], false);
    for (output, code) in run_with(&script, &[]) {
        assert_eq!(
            (&output[output.len() - 22..], code),
            ("300000\n+ echo end\nend\n", 0)
        );
    }
}

#[test]
fn the_words_of_an_entrypoint_arrive_as_written() {
    let script = from_entrypoint(
        &["sh", "-c", "printf '<%s>' \"$@\"; echo"],
        &["x", "a b", "$HOME", "", "it's"],
        false,
    );
    for (output, code) in run_with(&script, &[]) {
        let (trace, said) = output.split_at(output.rfind("\n<").unwrap() + 1);
        assert!(trace.starts_with("+ sh -c printf"), "{trace}");
        assert_eq!((said, code), ("<a b><$HOME><><it's>\n", 0));
    }
    let script = from_entrypoint(&["/bin/x"], &["--y=1"], false);
    assert!(
        script.ends_with("_drone_trace '/bin/x --y=1'\nexec /bin/x --y=1\n\n"),
        "{script}"
    );
}

#[test]
fn an_entrypoint_in_one_string_is_a_line_for_the_shell() {
    assert!(is_shell_line(&["echo a && echo b"]) && !is_shell_line(&["echo", "a b"]));
    let script = from_entrypoint(&["echo a && echo"], &["b"], false);
    for result in run_with(&script, &[]) {
        assert_eq!(result, ("+ echo a && echo b\na\nb\n".to_owned(), 0));
    }
}

#[test]
fn credentials_for_git_are_written_and_forgotten() {
    let command = "cat ~/.netrc; ls -l ~/.netrc | cut -c1-10; echo ${DRONE_NETRC_PASSWORD-gone}";
    let script = from_commands([command], true);
    let env = [
        ("DRONE_NETRC_FILE", "machine m login u password p"),
        ("DRONE_NETRC_PASSWORD", "p"),
    ];
    for (output, code) in run_with(&script, &env) {
        let said = output.split_once('\n').unwrap().1;
        assert_eq!(
            (said, code),
            ("machine m login u password p\n-rw-------\ngone\n", 0)
        );
    }
    for (output, code) in run_with(&from_commands(["ls ~/.netrc || echo none"], true), &[]) {
        assert!(output.ends_with("none\n") && code == 0, "{output}");
    }
    let unwritable = [("DRONE_NETRC_FILE", "x"), ("HOME", "/nowhere/at/all")];
    for (output, code) in run_with(&from_commands(["echo on"], true), &unwritable) {
        assert_eq!((output.as_str(), code), ("+ echo on\non\n", 0));
    }
}
