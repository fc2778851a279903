//! Choosing the pipeline to run.

use drone_k8s::manifest::select;

use crate::support::load;

fn chosen(text: &str, name: Option<&str>) -> Result<String, String> {
    let manifest = load(text).manifest;
    match select(&manifest, name) {
        Ok(pipeline) => Ok(format!(
            "{}:{}",
            pipeline.display_name(),
            pipeline.node_name
        )),
        Err(error) => Err(error.to_string()),
    }
}

const TWO: &str = "kind: pipeline\ntype: kubernetes\nname: x\n---\nkind: secret\nname: y\n---\nkind: pipeline\ntype: kubernetes\nname: y\nnode_name: second\n---\nkind: pipeline\ntype: docker\nname: z\n";

#[test]
fn the_only_pipeline_needs_no_name() {
    let text = "kind: secret\nname: s\n---\nkind: pipeline\ntype: kubernetes\nname: x\n";
    assert_eq!(chosen(text, None), Ok("x:".to_owned()));
}

#[test]
fn of_several_one_must_be_named() {
    assert_eq!(chosen(TWO, Some("y")), Ok("y:second".to_owned()));
    let error =
        "the file holds 2 kubernetes pipelines: `x` (line 1), `y` (line 8); say which one to run";
    assert_eq!(chosen(TWO, None), Err(error.to_owned()));
}

#[test]
fn no_name_is_default() {
    let text = "kind: pipeline\ntype: kubernetes\nnode_name: first\n---\nkind: pipeline\ntype: kubernetes\nname: default\n---\nkind: pipeline\ntype: kubernetes\nname: x\n";
    for name in ["", "default"] {
        assert_eq!(chosen(text, Some(name)), Ok("default:first".to_owned()));
    }
}

#[test]
fn errors_say_what_is_there_instead() {
    let error = "the file holds no kubernetes pipeline `a`; there is `x` (line 1), `y` (line 8)";
    assert_eq!(chosen(TWO, Some("a")), Err(error.to_owned()));
    let error = "the file holds no kubernetes pipeline `z`, but a docker pipeline `z` (line 13), which cannot run in Kubernetes; there is `x` (line 1), `y` (line 8)";
    assert_eq!(chosen(TWO, Some("z")), Err(error.to_owned()));
    let error = "the file holds no kubernetes pipeline, only a docker pipeline `x` (line 1), a pipeline `default` without `type` (line 5); a pipeline for Kubernetes needs `type: kubernetes`";
    let text = "kind: pipeline\ntype: docker\nname: x\n---\nkind: pipeline\n";
    assert_eq!(chosen(text, None), Err(error.to_owned()));
    let error = "the file holds no kubernetes pipeline, only a document without `kind` (line 1); a pipeline for Kubernetes needs `kind: pipeline` and `type: kubernetes`";
    assert_eq!(chosen("steps: []\n", None), Err(error.to_owned()));
    assert_eq!(
        chosen("", Some("x")),
        Err("the file holds no pipeline: it has no documents at all".to_owned())
    );
}
