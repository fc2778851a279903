//! The Pod as a whole, and whole files.

use super::support::{NOW, inputs, pipeline, plan, plan_with, run, told};
use drone_k8s::manifest;
use drone_k8s::plan::compile;
use drone_k8s::source::Source;

#[test]
fn labels_and_annotations() {
    let raw = pipeline(
        "metadata:\n  namespace: ci\n  labels: {team: a, io.drone: mine}\n  annotations: {note: hello world}\n\
         platform: {os: linux, arch: arm64}\nsteps:\n- {name: a, image: x}",
    );
    let some = inputs(|given| given.repo_slug = Some("Foo.Bar/baz/hello".into()));
    let spec = plan_with(&raw, &some).spec;
    assert_eq!(spec.namespace.as_deref(), Some("ci"));
    assert_eq!(spec.labels["team"], "a");
    assert_eq!(spec.labels["io.drone"], "true");
    assert_eq!(spec.labels["io.drone.repo.namespace"], "foo-bar-baz");
    assert_eq!(spec.annotations["note"], "hello world");
    assert_eq!(spec.annotations["io.drone.repo.slug"], "Foo.Bar/baz/hello");
    assert_eq!(spec.annotations["io.drone.ttl"], "1h0m0s");
    assert_eq!(
        spec.annotations["io.drone.expires"],
        (NOW + 7200).to_string()
    );
    assert_eq!(spec.placement.node_selector["kubernetes.io/os"], "linux");
    assert_eq!(spec.placement.node_selector["kubernetes.io/arch"], "arm64");
    assert_eq!((spec.started, spec.timeout.as_secs()), (NOW, 3600));
}

#[test]
fn labels_that_no_cluster_takes_are_told() {
    let raw = pipeline("metadata: {labels: {team: not this}}\nsteps:\n- {name: a, image: x}");
    let problems = run(&raw, &inputs(|_| ())).unwrap_err();
    assert_eq!(told(&raw, &problems)[0].0, "not this");
}

#[test]
fn placement_dns_and_aliases() {
    let raw = pipeline(
        "node_name: n1\nservice_account_name: sa\nnode_selector: {disk: ssd}\n\
         tolerations:\n- {key: k, operator: Exists, effect: NoExecute, toleration_seconds: 5}\n\
         dns_config: {nameservers: [1.1.1.1], searches: [x.example], options: [{name: ndots, value: 2}, {name: rotate}]}\n\
         host_aliases: [{ip: 10.0.0.1, hostnames: [a, b]}]\nresources: {requests: {cpu: 1000, memory: 512MiB}}\n\
         steps:\n- {name: a, image: x}",
    );
    let spec = plan(&raw).spec;
    assert_eq!(spec.placement.node_name.as_deref(), Some("n1"));
    assert_eq!(spec.placement.service_account.as_deref(), Some("sa"));
    assert_eq!(spec.placement.node_selector.len(), 1);
    assert_eq!(spec.placement.tolerations[0].seconds, Some(5));
    assert_eq!(spec.placement.tolerations[0].value, None);
    let dns = spec.dns.unwrap();
    assert_eq!(
        dns.options,
        [
            ("ndots".to_owned(), Some("2".to_owned())),
            ("rotate".to_owned(), None)
        ]
    );
    assert_eq!(spec.host_aliases[0].hostnames, ["a", "b"]);
    assert_eq!(spec.requests.cpu_millis, Some(1000));
    assert_eq!(spec.requests.memory_bytes, Some(536_870_912));
    let plain = plan(&pipeline("steps:\n- {name: a, image: x}")).spec;
    assert!(plain.dns.is_none() && plain.placement.node_selector.is_empty());
}

#[test]
fn windows_is_refused() {
    let raw = pipeline("platform: {os: windows}\nsteps:\n- {name: a, image: x}");
    let problems = run(&raw, &inputs(|_| ())).unwrap_err();
    assert_eq!(told(&raw, &problems)[0].0, "windows");
}

#[test]
fn a_namespace_of_its_own_is_not_made() {
    let raw = pipeline("metadata: {namespace: drone-}\nsteps:\n- {name: a, image: x}");
    let plan = plan(&raw);
    assert_eq!(plan.spec.namespace, None);
    assert!(plan.notes[0].contains("drone-"), "{:?}", plan.notes);
}

/// Plans every file below a folder; those that the reader refuses are not the plan's business.
#[test]
fn real_files_are_planned_without_a_panic() {
    let Some(folder) = std::env::var_os("DRONE_K8S_CORPUS") else {
        println!("skipped: DRONE_K8S_CORPUS does not name a folder of files");
        return;
    };
    let (mut open, mut planned, mut refused) = (vec![std::path::PathBuf::from(folder)], 0, 0);
    let mut codes = std::collections::BTreeMap::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let loaded = manifest::load(&Source::new("x", text));
        for pipeline in loaded.manifest.pipelines() {
            match compile(pipeline, &inputs(|_| ())) {
                Ok(plan) => {
                    planned += 1;
                    for (at, step) in plan.spec.steps.iter().enumerate() {
                        assert!(step.depends_on.iter().all(|&earlier| earlier < at));
                    }
                }
                Err(problems) => {
                    refused += 1;
                    assert!(!problems.is_empty());
                    for problem in &problems {
                        *codes.entry(problem.code).or_insert(0) += 1;
                    }
                }
            }
        }
    }
    println!("{planned} planned, {refused} refused: {codes:?}");
    assert!(planned > 0);
}
