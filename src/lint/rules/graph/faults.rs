//! What can be wrong with an item of a step's `depends_on`.

use std::collections::{HashMap, HashSet};

use super::cycles;
use crate::lint::rule::Context;
use crate::lint::rules::schema::CLONE;
use crate::manifest::{Pipeline, Step};
use crate::source::Spanned;

/// What is wrong with an item of `depends_on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is the step's own name.
    Itself,
    /// It is the clone step, which is disabled.
    DisabledClone,
    /// It is declared later, and waits for this step in turn.
    Circle,
    /// A service wants a step.
    StepOfService,
    /// It is declared later.
    Later,
    /// There is no such step.
    Unknown,
}

/// A wrong item.
#[derive(Debug)]
pub(super) struct Fault<'p> {
    /// The step with the list.
    pub(super) step: &'p Step,
    /// The item.
    pub(super) dependency: &'p Spanned<String>,
    /// What is wrong with it.
    pub(super) wrong: Wrong,
    /// For a circle: its names in words.
    pub(super) circle: String,
    /// How many services and steps come before the step.
    pub(super) at: usize,
    /// How many faults come before this one.
    pub(super) number: usize,
}

/// All wrong items. The official linter knows the clone step, then services, then steps, and of
/// these only what comes before. Of a circle only the first item is told.
fn faults(pipeline: &Pipeline) -> Vec<Fault<'_>> {
    let all: Vec<&Step> = pipeline.services.iter().chain(&pipeline.steps).collect();
    if all.iter().all(|step| step.depends_on.is_empty()) {
        return Vec::new();
    }
    let mut declared: HashMap<&str, usize> = HashMap::new();
    for (at, step) in all.iter().enumerate() {
        declared.entry(step.name.as_str()).or_insert(at);
    }
    let mut before: HashSet<&str> = HashSet::new();
    if !pipeline.clone.disable.value {
        before.insert(CLONE);
    }
    let mut found = Vec::new();
    for (at, step) in all.iter().copied().enumerate() {
        for dependency in &step.depends_on {
            let name = dependency.as_str();
            let wrong = if name == step.name.value {
                Wrong::Itself
            } else if before.contains(name) {
                continue;
            } else if declared.contains_key(name) {
                let is_service = |at: usize| at < pipeline.services.len();
                let step_of_service =
                    is_service(at) && declared.get(name).is_some_and(|&at| !is_service(at));
                if step_of_service {
                    Wrong::StepOfService
                } else {
                    Wrong::Later
                }
            } else if name == CLONE {
                Wrong::DisabledClone
            } else {
                Wrong::Unknown
            };
            found.push(Fault {
                step,
                dependency,
                wrong,
                circle: String::new(),
                at,
                number: found.len(),
            });
        }
        before.insert(&step.name);
    }
    if found
        .iter()
        .any(|fault| matches!(fault.wrong, Wrong::Later | Wrong::StepOfService))
    {
        mark_circles(&all, &declared, &mut found);
    }
    found
}

/// Makes of the first item of each circle a [`Wrong::Circle`] and drops the others of it.
fn mark_circles(all: &[&Step], declared: &HashMap<&str, usize>, found: &mut Vec<Fault<'_>>) {
    let edges: Vec<Vec<usize>> = all
        .iter()
        .map(|step| {
            let names = step.depends_on.iter();
            names
                .filter_map(|name| declared.get(name.as_str()).copied())
                .collect()
        })
        .collect();
    let component = cycles::components(&edges);
    let mut told: HashSet<usize> = HashSet::new();
    found.retain_mut(|fault| {
        let from = declared.get(fault.step.name.as_str()).copied();
        let to = declared.get(fault.dependency.as_str()).copied();
        let (Some(from), Some(to)) = (from, to) else {
            return true;
        };
        if from == to || component.get(from) != component.get(to) {
            return true;
        }
        if !component.get(from).is_some_and(|&own| told.insert(own)) {
            return false;
        }
        let mut names = vec![fault.step.name.as_str()];
        let way = cycles::path(&edges, &component, to, from);
        names.extend(
            way.iter()
                .filter_map(|&at| all.get(at))
                .map(|step| step.name.as_str()),
        );
        fault.circle = cycles::words(names);
        fault.wrong = Wrong::Circle;
        true
    });
}

/// Reports all items with one fault. `words` gives message and help.
pub(super) fn report(
    cx: &mut Context<'_>,
    pipeline: &Pipeline,
    wanted: Wrong,
    words: impl Fn(&Fault<'_>) -> (String, String),
) {
    for fault in faults(pipeline) {
        if fault.wrong != wanted {
            continue;
        }
        let (message, help) = words(&fault);
        let (dependency, step) = (fault.dependency, &fault.step.name);
        let problem = cx.report(dependency.span, message);
        problem.help = Some(help);
        problem.official = Some(if wanted == Wrong::Itself {
            format!("linter: cyclical step dependency detected: {dependency}")
        } else {
            format!("linter: unknown step dependency detected: {step} references {dependency}")
        });
    }
}
