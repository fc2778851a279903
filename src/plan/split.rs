//! The official runner's way to request resources: `resources.requests` of the pipeline in parts, one
//! for each container. Only `--compat` does so; else one container requests all of it, because parts
//! say nothing about what a step needs, and their sum is what counts when a node is chosen.

use super::spec::{Resources, Spec};
use crate::manifest::Pipeline;

/// What the official runner requests when nobody says anything: 100 MiB and a tenth of a core.
const USUAL: Resources = Resources {
    cpu_millis: Some(100),
    memory_bytes: Some(100 << 20),
};
/// Parts of memory are multiples of this many bytes, and never less.
const MEMORY_UNIT: i64 = 4 << 20;
/// The same for thousandths of a core.
const CPU_UNIT: i64 = 1;

/// Gives each step its part of what the Pod requests. Steps that are left out have a part as well,
/// because the official runner starts a container for each.
pub(super) fn over_steps(spec: &mut Spec, pipeline: &Pipeline) {
    let clone = (!pipeline.clone.disable.value).then_some("clone");
    let all = pipeline.services.iter().chain(&pipeline.steps);
    let names: Vec<&str> = clone
        .into_iter()
        .chain(all.map(|step| step.name.as_str()))
        .collect();
    let total = spec.requests.or(USUAL);
    for (at, name) in names.iter().enumerate() {
        let part = |amount: Option<i64>, unit| amount.map(|all| part(all, unit, at, names.len()));
        for step in spec.steps.iter_mut().filter(|step| step.name == *name) {
            step.requests = Resources {
                cpu_millis: part(total.cpu_millis, CPU_UNIT),
                memory_bytes: part(total.memory_bytes, MEMORY_UNIT),
            };
        }
    }
    spec.requests = Resources::default();
}

/// Part `at` of `all` when it is divided by `count`: whole units, what is left over goes to the first.
fn part(all: i64, unit: i64, at: usize, count: usize) -> i64 {
    let count = i64::try_from(count).unwrap_or(i64::MAX).max(1);
    let at = i64::try_from(at).unwrap_or(i64::MAX);
    let units = all / unit;
    let more = i64::from(at < units % count);
    (units / count).saturating_add(more).max(1) * unit
}

#[cfg(test)]
mod tests {
    use super::{CPU_UNIT, MEMORY_UNIT, part};

    fn parts(all: i64, unit: i64, count: usize) -> Vec<i64> {
        (0..count).map(|at| part(all, unit, at, count)).collect()
    }

    #[test]
    fn what_is_left_over_goes_to_the_first() {
        let memory = |all: i64, count| -> Vec<i64> {
            let parts = parts(all << 20, MEMORY_UNIT, count);
            parts.into_iter().map(|bytes| bytes >> 20).collect()
        };
        assert_eq!(memory(100, 2), [52, 48]);
        assert_eq!(memory(100, 4), [28, 24, 24, 24]);
        assert_eq!(parts(100, CPU_UNIT, 3), [34, 33, 33]);
    }

    #[test]
    fn no_part_is_nothing() {
        assert_eq!(parts(2, CPU_UNIT, 4), [1, 1, 1, 1]);
        assert_eq!(parts(0, MEMORY_UNIT, 1), [MEMORY_UNIT]);
    }
}
