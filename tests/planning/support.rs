//! What the tests share.

use drone_k8s::manifest;
use drone_k8s::plan::{
    Checkout, Commit, Compiled, EnvValue, Facts, Inputs, Overrides, Spec, Step, compile,
    substitution,
};
use drone_k8s::source::{Problem, Source, Span};
use drone_k8s::subst::{self, Mode};

/// Unix time at which the builds of the tests start.
pub(crate) const NOW: i64 = 1_700_000_000;

/// A checkout of `octocat/hello` on `main`.
pub(crate) fn checkout() -> Checkout {
    Checkout {
        top: Some("/home/ann/hello".into()),
        branch: "main".to_owned(),
        commit: Some(Commit {
            sha: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            parent: "fedcba9876543210fedcba9876543210fedcba98".to_owned(),
            author_name: "Ann Example".to_owned(),
            author_email: "ann@example.com".to_owned(),
            message: "Add greeting\n\nIt was missing.".to_owned(),
        }),
        remote: "git@github.com:octocat/hello.git".to_owned(),
        default_branch: "main".to_owned(),
        ..Checkout::default()
    }
}

/// Inputs of a build of that checkout, with what `change` gives by hand.
pub(crate) fn inputs(change: impl FnOnce(&mut Overrides)) -> Inputs {
    let mut given = Overrides::default();
    change(&mut given);
    Inputs {
        facts: Facts::new(&checkout(), &given, NOW),
        ..Inputs::default()
    }
}

/// A pipeline around `rest`, which starts at the first column.
pub(crate) fn pipeline(rest: &str) -> String {
    format!("kind: pipeline\ntype: kubernetes\nname: default\n\n{rest}\n")
}

/// A pipeline of one step `a` with `fields`, each on a line of its own.
pub(crate) fn one_step(fields: &str) -> String {
    let fields = fields.replace('\n', "\n  ");
    pipeline(&format!("steps:\n- name: a\n  image: alpine\n  {fields}"))
}

/// Substitutes, reads and plans a file with one pipeline. Places in problems are those of `raw`.
pub(crate) fn run(raw: &str, inputs: &Inputs) -> Result<Compiled, Vec<Problem>> {
    let variables = substitution(&inputs.facts, &inputs.environ);
    let lookup = |name: &str| variables.get(name).map(str::to_owned);
    let mode = if inputs.compat {
        Mode::Compat
    } else {
        Mode::Default
    };
    let done = subst::substitute(raw, mode, &lookup)?;
    let to_raw = |mut problems: Vec<Problem>| {
        for problem in &mut problems {
            problem.map_spans(|span: Span| done.map.raw_span(span));
        }
        problems
    };
    let loaded = manifest::load(&Source::new(".drone.yml", done.text.clone()));
    if loaded.has_errors() {
        return Err(to_raw(loaded.problems));
    }
    let Some(pipeline) = loaded.manifest.pipelines().next() else {
        panic!("no pipeline in {raw}");
    };
    compile(pipeline, inputs).map_err(to_raw)
}

/// The plan of a file that has one, for a push to `main`.
pub(crate) fn plan(raw: &str) -> Compiled {
    plan_with(raw, &inputs(|_| ()))
}

/// The same with other inputs.
pub(crate) fn plan_with(raw: &str, inputs: &Inputs) -> Compiled {
    run(raw, inputs).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The only step of a file.
pub(crate) fn step(raw: &str, inputs: &Inputs) -> Step {
    let mut steps = plan_with(raw, inputs).spec.steps;
    assert_eq!(steps.len(), 1);
    steps.remove(0)
}

/// The value of a variable of a step: text, or `secret:NAME`.
pub(crate) fn env(step: &Step, name: &str) -> Option<String> {
    let values: Vec<&EnvValue> = step
        .env
        .iter()
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value)
        .collect();
    assert!(values.len() < 2, "{name} is there twice");
    values.first().map(|value| match value {
        EnvValue::Text(text) => text.clone(),
        EnvValue::Secret(name) => format!("secret:{name}"),
    })
}

/// Steps as `name<-dependency,dependency`.
pub(crate) fn order(spec: &Spec) -> Vec<String> {
    let name = |at: &usize| spec.steps[*at].name.clone();
    let line = |step: &Step| {
        let dependencies: Vec<String> = step.depends_on.iter().map(name).collect();
        format!("{}<-{}", step.name, dependencies.join(","))
    };
    spec.steps.iter().map(line).collect()
}

/// Problems as the text each points at and its message.
pub(crate) fn told(raw: &str, problems: &[Problem]) -> Vec<(String, String)> {
    let place = |problem: &Problem| raw[problem.span.range()].to_owned();
    problems
        .iter()
        .map(|problem| (place(problem), problem.message.clone()))
        .collect()
}
