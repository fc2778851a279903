//! `settings` of plugins, from YAML to variables.

use super::support::{env, inputs, one_step, step};
use drone_k8s::manifest;
use drone_k8s::plan::{Inputs, compile};
use drone_k8s::source::Source;

#[test]
fn settings_become_variables() {
    let mut some = inputs(|_| ());
    some.secrets.add("s", "x");
    let raw = one_step(
        "settings: {a: [x, y], b: {k: 1}, c: true, d: 1.50, e: ~, f: {from_secret: s}, \
         dry-run: 0755, l: [1, {z: 2}], n: [], m: {}}",
    );
    let step = step(&raw, &some);
    for (name, wanted) in [
        ("PLUGIN_A", Some("x,true")),
        ("PLUGIN_B", Some(r#"{"k":1}"#)),
        ("PLUGIN_C", Some("true")),
        ("PLUGIN_D", Some("1.5")),
        ("PLUGIN_E", None),
        ("PLUGIN_F", Some("secret:s")),
        ("PLUGIN_DRY-RUN", Some("493")),
        ("PLUGIN_L", Some(r#"[1,{"z":2}]"#)),
        ("PLUGIN_N", Some("")),
        ("PLUGIN_M", Some("{}")),
    ] {
        assert_eq!(env(&step, name).as_deref(), wanted, "{name}");
    }
}

#[test]
fn recorded_answers_of_the_official_runner() {
    let Some(folder) = std::env::var_os("DRONE_K8S_ORACLE") else {
        println!("skipped: DRONE_K8S_ORACLE does not name the folder of recorded answers");
        return;
    };
    let table = std::fs::read_to_string(std::path::Path::new(&folder).join("scalars.tsv")).unwrap();
    let mut rows = 0;
    for line in table.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (text, wanted) = (fields[0], fields[4]);
        let anchor = if text.starts_with('*') { "" } else { text };
        if wanted.starts_with("ERR") || anchor != text {
            continue;
        }
        let raw = format!(
            "kind: pipeline\ntype: kubernetes\nsteps:\n- name: a\n  image: x\n  settings:\n    x: {text}\n"
        );
        let loaded = manifest::load(&Source::new("x", raw));
        assert!(!loaded.has_errors(), "{text}: {:?}", loaded.problems);
        let mut inputs = Inputs::default();
        for name in ["tok", "12"] {
            inputs.secrets.add(name, "v");
        }
        let pipeline = loaded.manifest.pipelines().next().unwrap();
        let got = env(
            &compile(pipeline, &inputs).unwrap().spec.steps[0],
            "PLUGIN_X",
        );
        let wanted = match wanted {
            "NILPTR" => None,
            _ if wanted.starts_with("secret=") => Some(wanted.replace("secret=", "secret:")),
            _ => Some(serde_json::from_str::<String>(wanted).unwrap()),
        };
        assert_eq!(got, wanted, "{text}");
        rows += 1;
    }
    assert!(rows > 120, "{rows}");
}
