//! C18–C20: requests and limits.

use serde_json::{Value, json};

use super::support::{Case, Pod};

pub(super) const THREE: &str = "services:\n- {name: s, image: redis}\nsteps:\n- {name: a, image: alpine}\n- {name: b, image: alpine";

/// Requests of all containers, those without any left out: CPU in millicores, memory in MiB.
fn requests(plan: &Pod) -> Vec<(i64, i64)> {
    let number = |value: &Value| -> i64 {
        let text = value.as_str().unwrap();
        text.trim_end_matches('m').parse().unwrap()
    };
    let containers = plan.spec()["containers"].as_array().unwrap();
    containers
        .iter()
        .map(|container| &container["resources"]["requests"])
        .filter(|requests| requests.is_object())
        .map(|requests| (number(&requests["cpu"]), number(&requests["memory"]) >> 20))
        .collect()
}

#[test]
fn c18_nothing_is_requested_that_nobody_asked_for_but_for_compat() {
    let case = || Case::pipeline(&format!("{THREE}}}"));
    assert_eq!(requests(&case().plan()), []);
    let usual = [(34, 36), (33, 32), (33, 32)];
    assert_eq!(requests(&case().args(&["--compat"]).plan()), usual);
}

#[test]
fn c19_the_request_of_a_pipeline_is_in_one_container_but_for_compat() {
    let case = || {
        let own = "resources: {requests: {cpu: 1000, memory: 512MiB}}";
        Case::pipeline(&format!("{own}\n{THREE}}}"))
    };
    assert_eq!(requests(&case().plan()), [(1000, 512)]);
    let parts = [(334, 172), (333, 172), (333, 168)];
    assert_eq!(requests(&case().args(&["--compat"]).plan()), parts);
}

#[test]
fn c20_the_smaller_of_two_limits_counts() {
    let plan = Case::step("resources: {limits: {memory: 256Mi}}")
        .args(&["--limit-memory", "128", "--limit-cpu", "500"])
        .plan();
    let resources = &plan.step("a")["resources"];
    let limits = json!({"memory": "134217728", "cpu": "500m"});
    assert_eq!(resources["limits"], limits);
    let request = resources["requests"]["memory"].as_str().unwrap();
    assert!(request.parse::<u64>().unwrap() <= 128 << 20, "{resources}");
}
