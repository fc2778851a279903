//! E01–E11: `${…}` in the text of the file.

use drone_k8s::subst::Mode;

use super::support::{Case, inputs, plan, script, step};

#[test]
fn e01_a_part_of_a_value() {
    let plan = Case::pipeline("steps: [{name: a, image: 'r:${DRONE_COMMIT_SHA:0:8}'}]")
        .args(&["--commit-after", "0123456789ab"])
        .plan();
    assert_eq!(plan.step("a")["image"], "docker.io/library/r:01234567");
}

#[test]
fn e02_replacing_every_slash() {
    let plan = Case::step("environment: {V: '${DRONE_BRANCH//\\//-}'}")
        .args(&["--commit-target", "feat/a/b"])
        .plan();
    assert_eq!(plan.env("a", "V").as_deref(), Some("feat-a-b"));
}

#[test]
fn e03_cutting_a_prefix_off() {
    let plan = Case::step("environment: {V: '${DRONE_TAG##v}'}")
        .args(&["--commit-ref", "refs/tags/v1.2.0"])
        .plan();
    assert_eq!(plan.env("a", "V").as_deref(), Some("1.2.0"));
}

#[test]
fn e04_two_dollars_are_one_for_the_shell() {
    for mode in [Mode::Default, Mode::Compat] {
        let compiled = plan(
            &step("commands: ['echo $${HOME} $HOME']"),
            mode,
            &inputs(|_| ()),
        );
        let script = script(&compiled.spec.steps[0]);
        assert!(script.contains("\necho ${HOME} $HOME\n"), "{script}");
    }
}

#[test]
fn e05_what_is_not_known_is_empty_or_its_default() {
    let plan = Case::step("environment: {A: '<${NOPE}>', B: '${NOPE:-x}', C: '${NOPE=x}'}").plan();
    let values = ["A", "B", "C"].map(|name| plan.env("a", name).unwrap());
    assert_eq!(values, ["<>", "x", "x"]);
}

#[test]
fn e06_comments_cannot_break_a_file_but_for_compat() {
    let text = format!("# ${{x-y}}\n{}", step("commands: [make]"));
    assert_eq!(Case::file(&text).plan().steps(), ["a"]);
    Case::file(&text)
        .args(&["--compat"])
        .refused(&["missing closing brace", ".drone.yml:1:3"]);
    Case::step("environment: {A: '${x-y}'}").refused(&["missing closing brace"]);
}

#[test]
fn e07_lengths_count_bytes() {
    let plan = Case::step("environment: {A: '${#V}'}")
        .args(&["--environ", "V=héllo"])
        .plan();
    assert_eq!(plan.env("a", "A").as_deref(), Some("6"));
}

#[test]
fn e08_backslashes_stay_but_for_compat() {
    let raw = step(r"commands: ['sed ''s/\//_/g''']");
    for (mode, wanted) in [
        (Mode::Default, r"sed 's/\//_/g'"),
        (Mode::Compat, "sed 's///_/g'"),
    ] {
        let compiled = plan(&raw, mode, &inputs(|_| ()));
        let script = script(&compiled.spec.steps[0]);
        assert!(script.contains(&format!("\n{wanted}\n")), "{script}");
    }
    let variable = step(r"environment: {A: 'a\/b'}");
    let plan = |args: &[&str]| {
        Case::file(&variable)
            .args(args)
            .plan()
            .env("a", "A")
            .unwrap()
    };
    assert_eq!(
        (plan(&[]), plan(&["--compat"])),
        (r"a\/b".to_owned(), "a/b".to_owned())
    );
}

#[test]
fn e09_a_value_of_two_lines_is_quoted() {
    let plan = Case::step("environment: {A: ${DRONE_COMMIT_MESSAGE}}")
        .args(&["--commit-message", "l1\nl2"])
        .plan();
    assert_eq!(plan.env("a", "A").as_deref(), Some("l1\nl2"));
    let plan = Case::step("environment: {A: 'x${DRONE_COMMIT_MESSAGE}'}")
        .args(&["--commit-message", "l1\nl2"])
        .plan();
    assert_eq!(plan.env("a", "A").as_deref(), Some(r#"x"l1\nl2""#));
}

#[test]
fn e10_a_negative_length_counts_from_the_end() {
    let case = || Case::step("environment: {A: '${V:0:-2}'}").args(&["--environ", "V=hello"]);
    assert_eq!(case().plan().env("a", "A").as_deref(), Some("hel"));
    // The official runner crashes here, which nobody can want.
    let compat = case().args(&["--compat"]).plan();
    assert_eq!(compat.env("a", "A").as_deref(), Some("hel"));
}

#[test]
fn e11_variables_of_the_build_win_over_environ() {
    let plan = Case::step("environment: {A: '${CI}'}")
        .args(&["--environ", "CI=no"])
        .plan();
    assert_eq!(plan.env("a", "A").as_deref(), Some("true"));
}
