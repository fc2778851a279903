//! P01–P23: documents, YAML, types.

use super::support::{Case, pipeline, step};

const A: &str = "kind: pipeline\ntype: kubernetes\nclone: {disable: true}\n";
const STEPS: &str = "steps:\n- {name: a, image: alpine, commands: ['true']}\n";

#[test]
fn p01_other_documents_do_not_disturb_the_pipeline() {
    let text = format!("kind: secret\nname: s\nget: {{path: a, name: b}}\n---\n{A}{STEPS}");
    assert_eq!(Case::file(&text).plan().steps(), ["a"]);
}

#[test]
fn p02_a_pipeline_of_another_type_is_not_run() {
    let text = pipeline(STEPS).replace("kubernetes", "docker");
    Case::file(&text)
        .args(&["--stage-name", "default"])
        .refused(&["docker"]);
}

#[test]
fn p03_a_pipeline_without_a_type_is_not_run() {
    let text = pipeline(STEPS).replace("type: kubernetes\n", "");
    Case::file(&text).refused(&["no kubernetes pipeline"]);
}

#[test]
fn p04_no_name_is_default() {
    let text = format!("{A}{STEPS}");
    let plan = Case::file(&text).args(&["--stage-name", "default"]).plan();
    assert_eq!(
        plan.env("a", "DRONE_STAGE_NAME").as_deref(),
        Some("default")
    );
}

#[test]
fn p05_one_of_two_pipelines_is_chosen_by_name() {
    let text = format!("{A}name: x\n{STEPS}---\n{A}name: y\n{STEPS}");
    let plan = Case::file(&text).args(&["--stage-name", "y"]).plan();
    assert_eq!(plan.env("a", "DRONE_STAGE_NAME").as_deref(), Some("y"));
}

#[test]
fn p06_text_on_separators_and_unknown_kinds_are_passed_over() {
    let text = format!("kind: wobble\n--- # note\nkind: ghost\n--- # again\n{A}{STEPS}");
    assert_eq!(Case::file(&text).plan().steps(), ["a"]);
}

#[test]
fn p07_three_dots_end_the_file_and_that_is_said() {
    for compat in [&[][..], &["--compat"]] {
        Case::file(&format!("kind: secret\nname: s\n...\n---\n{A}{STEPS}"))
            .args(compat)
            .refused(&["no kubernetes pipeline", "ends the file"]);
    }
}

#[test]
fn p08_a_line_of_70_000_bytes_hides_nothing() {
    let text = format!("{A}# {}\n{STEPS}", "x".repeat(70_000));
    let plan = Case::file(&text).plan();
    assert_eq!(plan.steps(), ["a"]);
    assert!(plan.stderr.contains("64 KiB"), "{}", plan.stderr);
}

#[test]
fn p09_a_step_that_is_null() {
    Case::pipeline("steps: [~]").refused(&["Linter: detected nil step"]);
}

#[test]
fn p10_a_step_without_a_name() {
    Case::pipeline("steps: [{image: x}]").refused(&["Linter: invalid or missing step name"]);
}

#[test]
fn p11_a_step_name_of_101_bytes() {
    let name = "n".repeat(101);
    Case::pipeline(&format!("steps: [{{name: {name}, image: x}}]"))
        .refused(&["Linter: step name cannot exceed 100 characters"]);
}

#[test]
fn p12_two_steps_of_one_name() {
    Case::pipeline("steps: [{name: a, image: x}, {name: a, image: y}]")
        .refused(&["Linter: duplicate step name"]);
}

#[test]
fn p13_text_in_place_of_a_list() {
    Case::step("commands: make").refused(&[
        "line 8: cannot unmarshal !!str `make` into []string",
        ".drone.yml:8:13",
    ]);
}

#[test]
fn p14_a_colon_in_a_command_makes_a_mapping() {
    Case::step("commands:\n- echo a: b").refused(&["cannot unmarshal !!map into string"]);
}

#[test]
fn p15_user_and_group_are_numbers() {
    let plan = Case::step("user: 1000\ngroup: 1001").plan();
    let context = &plan.step("a")["securityContext"];
    assert_eq!(
        (&context["runAsUser"], &context["runAsGroup"]),
        (&1000.into(), &1001.into())
    );
    Case::step("user: root").refused(&["cannot unmarshal !!str `root`"]);
}

#[test]
fn p16_limits_are_millicores_and_bytes() {
    let plan = Case::step("resources: {limits: {cpu: 500, memory: 500MiB}}").plan();
    let limits = &plan.step("a")["resources"]["limits"];
    assert_eq!(
        (&limits["cpu"], &limits["memory"]),
        (&"500m".into(), &"524288000".into())
    );
}

#[test]
fn p17_half_a_millicore_is_no_limit_and_that_is_said() {
    for compat in [&[][..], &["--compat"]] {
        let plan = Case::step("resources: {limits: {cpu: 0.5}}")
            .args(compat)
            .plan();
        assert!(plan.step("a")["resources"]["limits"].is_null());
        assert!(plan.stderr.contains("cpu-too-small"), "{}", plan.stderr);
    }
}

#[test]
fn p18_sizes_count_in_steps_of_1024() {
    for (size, bytes) in [
        ("1.5Gi", "1610612736"),
        ("1G", "1073741824"),
        ("100m", "104857600"),
    ] {
        let plan = Case::step(&format!("resources: {{limits: {{memory: {size}}}}}")).plan();
        assert_eq!(
            plan.step("a")["resources"]["limits"]["memory"],
            bytes,
            "{size}"
        );
    }
}

#[test]
fn p19_a_size_with_an_unknown_unit() {
    Case::step("resources: {limits: {memory: 12X}}").refused(&["invalid size: '12X'"]);
}

#[test]
fn p20_anchors_and_merges_are_followed() {
    let rest = "anchors:\n  list: &list [make]\n  base: &base {image: golang, failure: ignore}\n\
                steps:\n- {<<: *base, name: a, commands: *list}\n";
    let plan = Case::pipeline(rest).plan();
    assert_eq!(plan.step("a")["image"], "docker.io/library/golang:latest");
}

#[test]
fn p21_a_merge_after_a_key_overrides_it_and_that_is_said() {
    let text =
        "anchors:\n  base: &base {image: merged}\nsteps:\n- {name: a, image: own, <<: *base}\n";
    for compat in [&[][..], &["--compat"]] {
        let plan = Case::pipeline(text).args(compat).plan();
        assert_eq!(plan.step("a")["image"], "docker.io/library/merged:latest");
        assert!(plan.stderr.contains("<<"), "{}", plan.stderr);
    }
}

#[test]
fn p22_variables_keep_the_text_of_the_file() {
    let plan = Case::step("environment: {A: 1.10, B: yes, C: ~}").plan();
    let values = ["A", "B", "C"].map(|name| plan.env("a", name));
    assert_eq!(
        values,
        [Some("1.10".to_owned()), Some("yes".to_owned()), None]
    );
}

#[test]
fn p23_secrets_in_the_environment_of_a_pipeline() {
    let text = format!("environment: {{A: {{from_secret: s}}}}\n{STEPS}");
    Case::pipeline(&text).refused(&["cannot unmarshal !!map into string"]);
    assert!(!step("").contains("from_secret"));
}
