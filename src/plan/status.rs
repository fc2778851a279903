//! Variables that tell a step how the run has gone so far. The engine sets them when it releases
//! the step, which is what the official Kubernetes runner never could: there they stay `success`.

use super::spec::Step;

/// All variables that [`status_env`] can set.
pub(super) const NAMES: [&str; 8] = [
    "CI_BUILD_FINISHED",
    "CI_BUILD_STATUS",
    "DRONE_BUILD_FINISHED",
    "DRONE_BUILD_STATUS",
    "DRONE_FAILED_STAGES",
    "DRONE_FAILED_STEPS",
    "DRONE_STAGE_FINISHED",
    "DRONE_STAGE_STATUS",
];

/// How the run stands when a step starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunState<'a> {
    /// Name of the pipeline.
    pub pipeline: &'a str,
    /// Names of the steps that failed and whose failure counts, in the order of the pipeline.
    pub failed_steps: &'a [String],
    /// Unix time at which the build started ([`super::Spec::started`]).
    pub started: i64,
    /// Unix time now.
    pub now: i64,
}

/// The status variables for a step that starts now.
pub fn status_env(state: &RunState<'_>) -> Vec<(String, String)> {
    let failed = !state.failed_steps.is_empty();
    let status = if failed { "failure" } else { "success" };
    // A build that is not over has no end; the runner tells the time of the step's start.
    let finished = state.now.max(state.started).to_string();
    let mut all = vec![
        ("CI_BUILD_FINISHED", finished.clone()),
        ("CI_BUILD_STATUS", status.to_owned()),
        ("DRONE_BUILD_FINISHED", finished.clone()),
        ("DRONE_BUILD_STATUS", status.to_owned()),
        ("DRONE_STAGE_FINISHED", finished),
        ("DRONE_STAGE_STATUS", status.to_owned()),
    ];
    if failed {
        all.push(("DRONE_FAILED_STAGES", state.pipeline.to_owned()));
        all.push(("DRONE_FAILED_STEPS", state.failed_steps.join(",")));
    }
    all.into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The same without those that the step sets itself: a step's own `environment` wins over every
/// variable of the build.
pub fn status_env_of(state: &RunState<'_>, step: &Step) -> Vec<(String, String)> {
    let mut all = status_env(state);
    all.retain(|(name, _)| !step.env.iter().any(|(own, _)| own == name));
    all
}

#[cfg(test)]
mod tests {
    use super::{RunState, status_env};

    fn of(failed: &[&str]) -> Vec<String> {
        let failed: Vec<String> = failed.iter().map(|&name| name.to_owned()).collect();
        let state = RunState {
            pipeline: "p",
            failed_steps: &failed,
            started: 10,
            now: 25,
        };
        status_env(&state)
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }

    #[test]
    fn every_name_is_in_the_list() {
        let mut names: Vec<String> = of(&["a"])
            .iter()
            .map(|line| line.split('=').next().unwrap().to_owned())
            .collect();
        names.sort();
        assert_eq!(names, super::NAMES);
    }

    #[test]
    fn success_tells_no_failed_steps() {
        let all = of(&[]);
        assert!(all.contains(&"DRONE_BUILD_STATUS=success".to_owned()));
        assert!(all.contains(&"DRONE_STAGE_FINISHED=25".to_owned()));
        assert!(!all.iter().any(|line| line.contains("FAILED")));
    }

    #[test]
    fn failure_names_the_steps() {
        let all = of(&["lint", "unit test"]);
        for wanted in [
            "CI_BUILD_STATUS=failure",
            "DRONE_BUILD_STATUS=failure",
            "DRONE_STAGE_STATUS=failure",
            "DRONE_FAILED_STEPS=lint,unit test",
            "DRONE_FAILED_STAGES=p",
        ] {
            assert!(all.contains(&wanted.to_owned()), "{wanted} in {all:?}");
        }
    }
}
