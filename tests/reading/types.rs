//! Types of fields, and what the runner says to values that do not fit.

use crate::support::{load, step, texts, type_errors, with_step};

#[test]
fn type_errors_are_collected_with_the_official_words() {
    assert_eq!(
        type_errors(
            "commands: make\nuser: root\ndetach: 'true'\nprivileged: 1\nimage: [x]\nentrypoint:\n- echo a: b\n- 1\n"
        ),
        [
            "line 6: cannot unmarshal !!str `make` into []string",
            "line 7: cannot unmarshal !!str `root` into int64",
            "line 8: cannot unmarshal !!str `true` into bool",
            "line 9: cannot unmarshal !!int `1` into bool",
            "line 10: cannot unmarshal !!seq into string",
            "line 12: cannot unmarshal !!map into string",
        ]
    );
    assert_eq!(
        type_errors("commands: go build ./..."),
        ["line 6: cannot unmarshal !!str `go buil...` into []string"]
    );
    assert_eq!(
        type_errors("when: main"),
        ["line 6: cannot unmarshal !!str `main` into manifest.Conditions"]
    );
    assert_eq!(
        type_errors("user: !!int 1.5"),
        ["yaml: cannot decode !!float `1.5` as a !!int"]
    );
}

#[test]
fn numbers_in_integer_fields() {
    for (text, number) in [
        ("1000", 1000),
        ("1000.9", 1000),
        ("017", 15),
        ("0x10", 16),
        ("~", 0),
    ] {
        let step = step(&format!("user: {text}"));
        assert_eq!(step.user.map_or(0, |user| user.value), number, "{text}");
    }
    assert_eq!(
        type_errors("user: '0'"),
        ["line 6: cannot unmarshal !!str `0` into int64"]
    );
    assert_eq!(
        step("resources: {limits: {cpu: 0.5}}")
            .resources
            .limits
            .millicores(),
        0
    );
    assert_eq!(
        type_errors("resources: {limits: {cpu: 100m}}"),
        ["line 6: cannot unmarshal !!str `100m` into int64"]
    );
}

#[test]
fn amounts_of_memory() {
    for (text, bytes) in [
        ("500MiB", 524_288_000),
        ("1.5Gi", 1_610_612_736),
        ("1G", 1 << 30),
        ("100m", 100 << 20),
        ("512", 512),
        ("1.5", 1),
    ] {
        let step = step(&format!("resources: {{limits: {{memory: {text}}}}}"));
        assert_eq!(step.resources.limits.memory_bytes(), bytes, "{text}");
    }
    for text in ["12X", "1E", "-1Gi", "1e3", "yes"] {
        let lines = format!("resources: {{limits: {{memory: {text}}}}}");
        assert_eq!(type_errors(&lines), [format!("invalid size: '{text}'")]);
    }
    assert_eq!(
        type_errors("resources: {limits: {memory: [1]}}"),
        ["line 6: cannot unmarshal !!seq into string"]
    );
}

#[test]
fn conditions_take_a_scalar_a_list_or_a_mapping() {
    let when = step("when:\n  branch: 1.10\n  event: [push, ~, tag]\n  ref: {include: [a], exclude: [b, c]}\n  status:").when;
    assert_eq!(texts(&when.branch.include), ["1.10"]);
    assert_eq!(texts(&when.event.include), ["push", "", "tag"]);
    assert_eq!(
        (
            texts(&when.reference.include),
            texts(&when.reference.exclude)
        ),
        (vec!["a"], vec!["b", "c"])
    );
    assert!(when.status.is_empty() && when.cron.is_empty());
}

#[test]
fn mistakes_in_conditions_are_swallowed_with_a_warning() {
    let text = with_step(
        "when:\n  branch: {include: main}\n  event: [push, {tag: x}]\n  ref: {includes: [a]}\n  cron: {include: x, exclude: [y]}",
    );
    let loaded = load(&text);
    assert!(!loaded.has_errors());
    let codes: Vec<_> = loaded.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["condition-ignored"; 4]);
    let when = &loaded
        .manifest
        .pipelines()
        .next()
        .expect("a pipeline")
        .steps[0]
        .when;
    assert!(when.branch.is_empty() && when.reference.is_empty());
    assert_eq!(texts(&when.event.include), ["push"]);
    assert_eq!(texts(&when.cron.exclude), ["y"]);
}
