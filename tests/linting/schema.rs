//! The JSON Schema accepts what is right and refuses what is not.

use std::fs;
use std::path::Path;

use drone_k8s::lint::{RULES, example, lint, schema};
use drone_k8s::source::Source;
use drone_k8s::yaml::{self, Value};
use jsonschema::Validator;

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Uint(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Str(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| {
                let key = key
                    .as_str()
                    .map_or_else(|| format!("{key:?}"), ToOwned::to_owned);
                (key, json(value))
            });
            serde_json::Value::Object(pairs.collect())
        }
    }
}

/// What the schema says of each document.
fn faults(validator: &Validator, text: &str) -> Vec<String> {
    let source = Source::new("x", text);
    let (trees, _) = yaml::parse(&source);
    let documents = trees.iter().map(|tree| yaml::untyped(&source, tree).0);
    documents
        .filter(|document| *document != Value::Null)
        .flat_map(|document| {
            let document = json(&document);
            let errors = validator.iter_errors(&document);
            errors
                .map(|error| format!("{}: {error}", error.instance_path))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn good_examples_of_all_rules_are_accepted() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for rule in RULES.iter() {
        let (text, _) = example::file(rule.good);
        assert_eq!(faults(&validator, &text), [""; 0], "{} in\n{text}", rule.id);
    }
}

#[test]
fn wrong_keys_and_types_are_refused() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for name in [
        "unknown-key",
        "scalar-include",
        "pipeline-environment-secret",
    ] {
        let rule = drone_k8s::lint::find(name).unwrap();
        let (text, _) = example::file(rule.bad);
        assert!(!faults(&validator, &text).is_empty(), "{name} in\n{text}");
    }
    let other = "kind: pipeline\ntype: docker\nsteps: 5\n";
    assert_eq!(
        faults(&validator, other),
        [""; 0],
        "only Kubernetes pipelines are judged"
    );
}

/// The examples of the official documentation, where they are at hand.
#[test]
fn documented_examples_are_accepted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/kubernetes-docs");
    let Ok(entries) = fs::read_dir(folder) else {
        eprintln!("skipped: the documented examples are not here");
        return;
    };
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for entry in entries {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(faults(&validator, &text), [""; 0], "{}", path.display());
        let errors: Vec<_> = lint(&Source::new("x", text), true)
            .into_iter()
            .filter(drone_k8s::source::Problem::is_error)
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}
