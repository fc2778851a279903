//! The order of steps.

use std::collections::BTreeMap;

use crate::manifest::Step;
use crate::source::Problem;

/// The steps that each step must wait for.
///
/// `steps` are the services and then the steps as the file has them. Without any `depends_on` each
/// waits for the one before it; with one, each waits for those it names and no others.
///
/// With `clones` the first of them is the clone step, and whoever names nobody waits for it. Without,
/// `clone` is always done: the working tree is there before the first step starts.
///
/// # Errors
/// All dependencies that no earlier step has the name of.
pub(super) fn dependencies(steps: &[&Step], clones: bool) -> Result<Vec<Vec<usize>>, Vec<Problem>> {
    if steps.iter().all(|step| step.depends_on.is_empty()) {
        return Ok((0..steps.len())
            .map(|at| at.checked_sub(1).into_iter().collect())
            .collect());
    }
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut all = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        let mut wanted = Vec::new();
        for name in &step.depends_on {
            match known.get(name.as_str()) {
                Some(&earlier) if !wanted.contains(&earlier) => wanted.push(earlier),
                None if name.value != "clone" => problems.push(unknown(steps, step, name)),
                _ => {}
            }
        }
        if clones && at > 0 && step.depends_on.is_empty() {
            wanted.push(0);
        }
        all.push(wanted);
        known.entry(step.name.as_str()).or_insert(at);
    }
    if problems.is_empty() {
        Ok(all)
    } else {
        Err(problems)
    }
}

fn unknown(steps: &[&Step], step: &Step, name: &crate::source::Spanned<String>) -> Problem {
    let (of, name, span) = (&step.name.value, &name.value, name.span);
    if name == of {
        return Problem::error(
            "self-dependency",
            span,
            format!("step `{of}` depends on itself"),
        )
        .official(format!("linter: cyclical step dependency detected: {name}"));
    }
    let (message, help) = match steps.iter().find(|other| other.name.value == *name) {
        Some(_) => (
            format!("step `{of}` depends on `{name}`, which comes after it"),
            "move the step up: Drone only knows steps that come earlier in the file",
        ),
        None => (
            format!("step `{of}` depends on `{name}`, and there is no step of that name"),
            "name a step or service that comes earlier in the file",
        ),
    };
    Problem::error("unknown-dependency", span, message)
        .help(help)
        .official(format!(
            "linter: unknown step dependency detected: {of} references {name}"
        ))
}

/// Takes steps out of the graph. A step that waited for one of them waits for what that one waited
/// for. The result counts only the steps that stay.
pub(super) fn leave_out(all: &[Vec<usize>], stays: &[bool]) -> Vec<Vec<usize>> {
    let mut places = Vec::with_capacity(all.len());
    let mut count = 0;
    for &stay in stays {
        places.push(count);
        count += usize::from(stay);
    }
    // What waiting for a step comes to. Dependencies point back, so one pass is enough.
    let mut reached: Vec<Vec<usize>> = Vec::with_capacity(all.len());
    let mut kept = Vec::with_capacity(count);
    for (at, wanted) in all.iter().enumerate() {
        let mut own: Vec<usize> = wanted.iter().flat_map(|&at| reached[at].clone()).collect();
        own.sort_unstable();
        own.dedup();
        if stays.get(at).copied().unwrap_or_default() {
            kept.push(own);
            reached.push(vec![places[at]]);
        } else {
            reached.push(own);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn step(name: &str, depends_on: &[&str]) -> Step {
        let depends_on = depends_on.iter().map(|&name| name.into()).collect();
        Step {
            name: name.into(),
            depends_on,
            ..Default::default()
        }
    }

    fn run(steps: &[Step]) -> Result<Vec<Vec<usize>>, Vec<Problem>> {
        dependencies(&steps.iter().collect::<Vec<_>>(), false)
    }

    #[test]
    fn without_dependencies_steps_are_a_chain() {
        let steps = [step("db", &[]), step("a", &[]), step("b", &[])];
        assert_eq!(run(&steps).unwrap(), [vec![], vec![0], vec![1]]);
    }

    #[test]
    fn one_dependency_makes_a_graph() {
        let steps = [
            step("db", &[]),
            step("a", &[]),
            step("b", &["a", "db", "a"]),
            step("c", &["clone"]),
        ];
        assert_eq!(run(&steps).unwrap(), [vec![], vec![], vec![1, 0], vec![]]);
    }

    #[test]
    fn a_step_called_clone_counts() {
        let steps = [step("clone", &[]), step("a", &["clone"])];
        assert_eq!(run(&steps).unwrap(), [vec![], vec![0]]);
    }

    #[test]
    fn whoever_names_nobody_waits_for_the_clone() {
        let run = |steps: &[Step]| dependencies(&steps.iter().collect::<Vec<_>>(), true);
        let chain = [step("clone", &[]), step("db", &[]), step("a", &[])];
        assert_eq!(run(&chain).unwrap(), [vec![], vec![0], vec![1]]);
        let graph = [
            step("clone", &[]),
            step("db", &[]),
            step("a", &[]),
            step("b", &["a"]),
            step("c", &["clone"]),
        ];
        assert_eq!(
            run(&graph).unwrap(),
            [vec![], vec![0], vec![0], vec![2], vec![0]]
        );
    }

    #[test]
    fn all_bad_names_are_told() {
        let steps = [step("a", &["b", "a", "nope"]), step("b", &[])];
        let problems = run(&steps).unwrap_err();
        let official: Vec<_> = problems
            .iter()
            .map(|p| p.official.as_deref().unwrap())
            .collect();
        assert_eq!(
            official,
            [
                "linter: unknown step dependency detected: a references b",
                "linter: cyclical step dependency detected: a",
                "linter: unknown step dependency detected: a references nope",
            ]
        );
        assert!(
            problems[0].message.contains("comes after"),
            "{}",
            problems[0].message
        );
    }

    #[test]
    fn steps_that_are_left_out_keep_their_place() {
        let chain = [vec![], vec![0], vec![1], vec![2]];
        assert_eq!(
            leave_out(&chain, &[true, false, false, true]),
            [vec![], vec![0]]
        );
        assert_eq!(
            leave_out(&chain, &[false, true, true, true]),
            [vec![], vec![0], vec![1]]
        );
        let diamond = [vec![], vec![], vec![0, 1], vec![2, 0]];
        assert_eq!(
            leave_out(&diamond, &[true, true, false, true]),
            [vec![], vec![], vec![0, 1]]
        );
    }

    proptest! {
        #[test]
        fn what_had_to_come_first_still_does(
            graph in prop::collection::vec((prop::collection::vec(any::<prop::sample::Index>(), 0..3), any::<bool>()), 1..12)
        ) {
            let mut all = Vec::new();
            for (at, (wanted, _)) in graph.iter().enumerate() {
                let wanted: Vec<usize> = if at == 0 { vec![] } else { wanted.iter().map(|w| w.index(at)).collect() };
                all.push(wanted);
            }
            let stays: Vec<bool> = graph.iter().map(|(_, stay)| *stay).collect();
            let kept = leave_out(&all, &stays);
            let before = |graph: &[Vec<usize>], from: usize| {
                let (mut seen, mut open) = (vec![false; graph.len()], vec![from]);
                while let Some(at) = open.pop() {
                    for &next in &graph[at] {
                        if !seen[next] { seen[next] = true; open.push(next); }
                    }
                }
                seen
            };
            let places: Vec<usize> = (0..stays.len()).filter(|&at| stays[at]).collect();
            prop_assert_eq!(kept.len(), places.len());
            for (new, &old) in places.iter().enumerate() {
                let (was, is) = (before(&all, old), before(&kept, new));
                for (other_new, &other_old) in places.iter().enumerate() {
                    prop_assert_eq!(was[other_old], is[other_new]);
                }
            }
        }
    }
}
