//! Conditions (`when`, `trigger`) and run policies (`when.status`).

use super::facts::Facts;
use super::glob;
use super::spec::Policy;
use crate::manifest::{Condition, Conditions};

/// Why the conditions do not hold for this build: `when.branch does not match "dev" (wants main)`.
/// `None` when they hold. `key` is `when` or `trigger`.
///
/// As with the official runner `status` and `paths` are not looked at, a missing key always holds,
/// and no event is assumed. A value that is not known is empty, which `*` matches and `main` does not.
pub fn mismatch(key: &str, conditions: &Conditions, facts: &Facts) -> Option<String> {
    let all: [(&str, &Condition, &str); 8] = [
        ("event", &conditions.event, &facts.build.event),
        ("branch", &conditions.branch, &facts.commit.target),
        ("ref", &conditions.reference, &facts.commit.reference),
        ("repo", &conditions.repo, &facts.repo.slug),
        ("instance", &conditions.instance, &facts.system.host),
        ("target", &conditions.target, &facts.build.target),
        ("action", &conditions.action, &facts.build.action),
        ("cron", &conditions.cron, &facts.build.cron),
    ];
    all.into_iter().find_map(|(name, condition, value)| {
        if matches(condition, value) {
            return None;
        }
        let list = |patterns: &[crate::source::Spanned<String>]| {
            patterns
                .iter()
                .map(|pattern| pattern.value.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        Some(if excluded(condition, value) {
            format!(
                "{key}.{name} excludes {value:?} (by {})",
                list(&condition.exclude)
            )
        } else {
            format!(
                "{key}.{name} does not match {value:?} (wants {})",
                list(&condition.include)
            )
        })
    })
}

/// In which state of the pipeline a step with this `when.status` runs.
pub fn policy(status: &Condition) -> Policy {
    match (matches(status, "success"), matches(status, "failure")) {
        _ if status.is_empty() => Policy::OnSuccess,
        (true, true) => Policy::Always,
        (false, true) => Policy::OnFailure,
        _ => Policy::OnSuccess,
    }
}

fn matches(condition: &Condition, value: &str) -> bool {
    let included = condition.include.is_empty()
        || condition
            .include
            .iter()
            .any(|pattern| glob::matches(pattern, value));
    included && !excluded(condition, value)
}

fn excluded(condition: &Condition, value: &str) -> bool {
    condition
        .exclude
        .iter()
        .any(|pattern| glob::matches(pattern, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(include: &[&str], exclude: &[&str]) -> Condition {
        let list = |patterns: &[&str]| patterns.iter().map(|&text| text.into()).collect();
        Condition {
            include: list(include),
            exclude: list(exclude),
            ..Default::default()
        }
    }

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.build.event = "push".to_owned();
        facts.commit.target = "main".to_owned();
        facts.commit.reference = "refs/heads/main".to_owned();
        facts
    }

    fn on_branch(condition: Condition) -> Option<String> {
        mismatch(
            "when",
            &Conditions {
                branch: condition,
                ..Default::default()
            },
            &facts(),
        )
    }

    #[test]
    fn include_and_exclude() {
        assert_eq!(on_branch(condition(&[], &[])), None);
        assert_eq!(on_branch(condition(&["dev", "ma*"], &[])), None);
        assert_eq!(on_branch(condition(&[], &["dev"])), None);
        assert_eq!(
            on_branch(condition(&["dev", "release/*"], &[])).unwrap(),
            "when.branch does not match \"main\" (wants dev, release/*)"
        );
        let reason = on_branch(condition(&["main"], &["dev", "m*"])).unwrap();
        assert_eq!(reason, "when.branch excludes \"main\" (by dev, m*)");
    }

    #[test]
    fn all_keys_must_hold() {
        let mut conditions = Conditions {
            branch: condition(&["main"], &[]),
            ..Default::default()
        };
        conditions.event = condition(&["tag"], &[]);
        let reason = mismatch("trigger", &conditions, &facts()).unwrap();
        assert_eq!(reason, "trigger.event does not match \"push\" (wants tag)");
        conditions.event = condition(&["push", "tag"], &[]);
        assert_eq!(mismatch("trigger", &conditions, &facts()), None);
    }

    #[test]
    fn what_is_not_known_is_empty() {
        let cron = |include: &[&str], exclude: &[&str]| {
            let conditions = Conditions {
                cron: condition(include, exclude),
                ..Default::default()
            };
            mismatch("when", &conditions, &facts()).is_none()
        };
        assert!(!cron(&["nightly"], &[]));
        assert!(cron(&["*"], &[]) && cron(&["**"], &[]) && cron(&[], &["nightly"]));
    }

    #[test]
    fn status_gives_the_policy() {
        for (include, exclude, wanted) in [
            (&[][..], &[][..], Policy::OnSuccess),
            (&["success"], &[], Policy::OnSuccess),
            (&["failure"], &[], Policy::OnFailure),
            (&["success", "failure"], &[], Policy::Always),
            (&["*"], &[], Policy::Always),
            (&[], &["success"], Policy::OnFailure),
            (&[], &["failure"], Policy::OnSuccess),
            (&["changed"], &[], Policy::OnSuccess),
        ] {
            assert_eq!(
                policy(&condition(include, exclude)),
                wanted,
                "{include:?} {exclude:?}"
            );
        }
    }
}
