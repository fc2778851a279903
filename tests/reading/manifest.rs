//! The typed manifest.

use drone_k8s::manifest::{Body, NullList, Parameter, Variable, VolumeSource};
use drone_k8s::source::Source;
use drone_k8s::yaml::Value;

use crate::notation::show;
use crate::support::{load, official, pipeline, step, texts, type_errors, with_step};

#[test]
fn a_whole_pipeline() {
    let text = include_str!("../../testdata/manifest/full.yml");
    let pipeline = pipeline(text);
    let source = Source::new("x", text);
    assert_eq!(pipeline.name.value, "full");
    assert_eq!(source.slice(pipeline.name.span), "full");
    assert_eq!(texts(&pipeline.depends_on), ["before"]);
    assert_eq!(
        (
            pipeline.platform.os.as_str(),
            pipeline.platform.arch.as_str()
        ),
        ("linux", "arm64")
    );
    assert_eq!(
        (pipeline.clone.disable.value, pipeline.clone.depth.value),
        (true, 50)
    );
    assert_eq!(pipeline.trigger.branch.include[0].value, "main");
    assert_eq!(pipeline.trigger.event.exclude[0].value, "pull_request");
    assert_eq!(pipeline.resources.requests.millicores(), 500);
    assert_eq!(
        pipeline
            .environment
            .get("NUMBER")
            .map(|text| text.value.as_str()),
        Some("1.10")
    );
    assert_eq!(texts(&pipeline.image_pull_secrets), ["dockerconfig"]);
    assert_eq!(pipeline.workspace.path.value, "/src");
    assert_eq!(pipeline.metadata.namespace.value, "ci");
    assert_eq!(
        pipeline
            .metadata
            .labels
            .get("team")
            .map(|text| text.value.as_str()),
        Some("web")
    );
    assert_eq!(
        pipeline
            .node_selector
            .get("disk")
            .map(|text| text.value.as_str()),
        Some("ssd")
    );
    let seconds = |number: usize| pipeline.tolerations[number].seconds();
    assert_eq!(
        (seconds(0), seconds(1), seconds(2)),
        (Some(60), Some(30), None)
    );
    assert_eq!(pipeline.service_account_name.value, "builder");
    assert_eq!(texts(&pipeline.dns_config.searches), ["svc.local"]);
    let option = &pipeline.dns_config.options[0];
    assert_eq!(
        (
            option.name.as_str(),
            option.value.as_ref().map(|v| v.as_str())
        ),
        ("ndots", Some("2"))
    );
    assert_eq!(
        texts(&pipeline.host_aliases[0].hostnames),
        ["a.local", "b.local"]
    );
    assert_eq!(pipeline.services[0].name.value, "db");

    let step = &pipeline.steps[0];
    assert_eq!(
        texts(&step.commands),
        ["go build ./...", "make\nmake test\n"]
    );
    assert_eq!(source.slice(step.commands[0].span), "go build ./...");
    assert_eq!(
        (step.user.map(|id| id.value), step.group.map(|id| id.value)),
        (Some(1000), Some(15))
    );
    assert_eq!(step.resources.limits.memory_bytes(), 500 << 20);
    assert_eq!(step.volumes[0].sub_path.value, "go");
    assert_eq!(
        (step.pull.as_str(), step.failure.as_str()),
        ("always", "ignore")
    );
    assert_eq!(texts(&step.when.status.include), ["success", "failure"]);
    assert!(step.privileged.value && step.detach.value);

    let sources: Vec<_> = pipeline
        .volumes
        .iter()
        .map(drone_k8s::manifest::Volume::source)
        .collect();
    assert!(
        matches!(sources[0], Some(VolumeSource::Temp(temp)) if temp.size_limit.is_some_and(|size| size.0 == 1 << 30))
    );
    assert!(matches!(sources[1], Some(VolumeSource::Host(host)) if host.path.value == "/data"));
    assert!(matches!(sources[2], Some(VolumeSource::Claim(claim)) if claim.read_only.value));
    assert!(
        matches!(sources[3], Some(VolumeSource::ConfigMap(map)) if map.default_mode.is_some_and(|mode| mode.value == 0o644))
    );
    assert!(
        matches!(sources[4], Some(VolumeSource::Secret(secret)) if secret.default_mode.is_none() && secret.optional.value)
    );
    assert_eq!(sources[5], None);
}

#[test]
fn other_documents_are_kept_by_their_header() {
    let text = "kind: secret\nname: token\nget: {path: a/b, name: c}\n---\nkind: signature\nhmac: abc\n---\nkind: pipeline\ntype: docker\nname: d\ndepends_on: [x]\nsteps: 3\n---\nkind: wobble\n";
    let loaded = load(text);
    assert_eq!(loaded.problems, []);
    let documents = loaded.manifest.documents;
    assert!(matches!(&documents[0].body, Body::Secret(secret) if secret.get.path.value == "a/b"));
    assert!(
        matches!(&documents[1].body, Body::Signature(signature) if signature.hmac.value == "abc")
    );
    assert_eq!(texts(&documents[2].header.depends_on), ["x"]);
    assert_eq!((documents[2].line, documents[3].line), (8, 14));
    assert_eq!(
        (&documents[2].body, &documents[3].body),
        (&Body::Other, &Body::Other)
    );
}

#[test]
fn headers_of_all_documents_are_checked() {
    let text = "kind: foo\nname: {a: b}\nconcurrency: {limit: two}\n";
    let words = [
        "line 2: cannot unmarshal !!map into string",
        "line 3: cannot unmarshal !!str `two` into int64",
    ];
    assert_eq!(official(&load(text).problems), words);
    assert_eq!(
        official(&load("- a\n").problems),
        ["line 1: cannot unmarshal !!seq into manifest.RawResource"]
    );
}

#[test]
fn environment_keeps_the_text_of_values() {
    let step = step(
        "environment:\n  A: 1.10\n  B: yes\n  C: ~\n  D:\n  E: NULL\n  F: 0x1F\n  G: {from_secret: tok}\n  H: {value: 1e3}\n  I: {from_secret: ' '}\n  J: 2001-12-14",
    );
    let shown: Vec<_> = step
        .environment
        .iter()
        .map(|entry| match &entry.value {
            Variable::Text(text) => format!("{}={text}", entry.key),
            Variable::Secret(name) => format!("{} from {name}", entry.key),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "A=1.10",
            "B=yes",
            "E=",
            "F=0x1F",
            "G from tok",
            "H=1e3",
            "I=",
            "J=2001-12-14"
        ]
    );
    assert_eq!(
        type_errors("environment: {A: [b]}"),
        ["line 6: cannot unmarshal !!seq into manifest.variable"]
    );
    assert_eq!(
        type_errors("environment: [A=b]"),
        ["line 6: cannot unmarshal !!seq into map[string]*manifest.Variable"]
    );
    assert_eq!(
        type_errors("environment: {A: 'null'}"),
        ["line 6: cannot unmarshal !!str `null` into *manifest.Variable"]
    );
}

#[test]
fn settings_keep_the_type_of_values() {
    let step = step(
        "settings:\n  a: [x, y, 1.50]\n  b: {k: 0755, 1: on}\n  c: true\n  d: ~\n  e: {from_secret: s, x: y}\n  f: {from_secret: }\n  g: NULL\n  h: 1e3\n  i: 18446744073709551615",
    );
    let shown: Vec<_> = step
        .settings
        .iter()
        .map(|entry| match &entry.value {
            Parameter::Secret(name) => format!("{} from {name}", entry.key),
            Parameter::Value(value) => format!("{}={}", entry.key, show(value)),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "a=[\"x\", bool:true, float:1.5]",
            "b={\"k\": int:493, int:1: bool:true}",
            "c=bool:true",
            "e from s",
            "f={\"from_secret\": null}",
            "g=null",
            "h=\"1e3\"",
            "i=uint64:18446744073709551615",
        ]
    );
    let Some(Parameter::Value(map)) = step.settings.get("b") else {
        panic!("a value")
    };
    let Value::Map(pairs) = &map.value else {
        panic!("a mapping")
    };
    assert_eq!(
        pairs[0].0,
        Value::from("k"),
        "the order of the file is kept"
    );
}

#[test]
fn pipeline_environment_takes_text_only() {
    let text = "kind: pipeline\ntype: kubernetes\nenvironment:\n  A: {from_secret: s}\n  B: ~\n";
    let loaded = load(text);
    assert_eq!(
        official(&loaded.problems),
        ["line 4: cannot unmarshal !!map into string"]
    );
    let pipeline = loaded.manifest.pipelines().next().expect("a pipeline");
    assert_eq!(
        pipeline
            .environment
            .get("B")
            .map(|text| text.value.as_str()),
        Some("")
    );
}

#[test]
fn step_names_are_checked_in_every_pipeline() {
    let long = "n".repeat(101);
    let text = format!(
        "kind: pipeline\ntype: kubernetes\nname: x\n---\nkind: pipeline\ntype: kubernetes\nname: y\nsteps:\n-\n- image: a\n- name: {long}\n- name: b\n- name: b\nservices: [~, {{name: ''}}]\n"
    );
    let loaded = load(&text);
    assert_eq!(
        official(&loaded.problems),
        [
            "Linter: detected nil step",
            "Linter: invalid or missing step name",
            "Linter: step name cannot exceed 100 characters",
            "Linter: duplicate step name",
        ]
    );
    let pipeline = loaded.manifest.pipelines().nth(1).expect("two pipelines");
    let lists: Vec<_> = pipeline.null_entries.iter().map(|null| null.list).collect();
    assert_eq!(lists, [NullList::Services, NullList::Steps]);
    assert_eq!((pipeline.steps.len(), pipeline.services.len()), (4, 1));
}

#[test]
fn a_name_of_100_bytes_is_possible() {
    let text = format!(
        "kind: pipeline\ntype: kubernetes\nsteps: [{{name: {}}}]\n",
        "n".repeat(100)
    );
    assert_eq!(load(&text).problems, []);
}

#[test]
fn unknown_keys_are_ignored_whatever_they_hold() {
    assert_eq!(
        step("ports: [80]\ncache: &x {a: [1, {b: !!int x}]}\n<<: {foo: bar}")
            .image
            .value,
        "alpine"
    );
}

#[test]
fn values_that_are_not_there_point_at_the_step() {
    let text = with_step("");
    let pipeline = pipeline(&text);
    assert_eq!(
        Source::new("x", text.as_str()).slice(pipeline.steps[0].working_dir.span),
        "name"
    );
}
