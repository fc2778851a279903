//! Labels and annotations of the Pod.

use std::collections::BTreeMap;
use std::time::Duration;

use super::facts::Facts;
use crate::manifest::{Map, Metadata, Pipeline};
use crate::source::{Problem, Span, Spanned};

/// Most bytes of a label's value, and of the name part of a key.
const MAX_LABEL: usize = 63;

/// The labels: `extra` (`--labels`), those of the pipeline, and over them the runner's own.
/// `io.drone.name` is missing: the engine sets it, since only it knows the name of the Pod.
///
/// # Errors
/// Labels that no cluster would take.
pub(super) fn labels(
    pipeline: &Pipeline,
    facts: &Facts,
    extra: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let mut labels = BTreeMap::new();
    let mut problems = Vec::new();
    let start = Span::new(pipeline.span.start, pipeline.span.start);
    let given = extra.iter().map(|(key, value)| {
        (
            Spanned::new(key.clone(), start),
            Spanned::new(value.clone(), start),
        )
    });
    let own = pipeline.metadata.labels.iter();
    for (key, value) in given.chain(own.map(|entry| (entry.key.clone(), entry.value.clone()))) {
        problems.extend(check_label(&key, &value));
        labels.insert(key.value, value.value);
    }
    let arch = &pipeline.platform.arch.value;
    if matches!(arch.as_str(), "arm" | "arm64") {
        labels.insert("kubernetes.io/arch".to_owned(), arch.clone());
    }
    for (key, value) in [
        ("io.drone", "true".to_owned()),
        ("io.drone.repo.namespace", slug(&facts.repo.namespace)),
        ("io.drone.repo.name", slug(&facts.repo.name)),
        ("io.drone.build.event", slug(&facts.build.event)),
        ("io.drone.build.number", facts.build.number.to_string()),
    ] {
        labels.insert(key.to_owned(), value);
    }
    if problems.is_empty() {
        Ok(labels)
    } else {
        Err(problems)
    }
}

/// The annotations: the runner's own, and over them those of the pipeline. `now` is unix time.
///
/// # Errors
/// Keys of the file that no cluster would take.
pub(super) fn annotations(
    pipeline: &Pipeline,
    facts: &Facts,
    timeout: Duration,
    now: i64,
) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let lifetime = i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX);
    let expires = now.saturating_add(lifetime).saturating_add(3600);
    let own = [
        ("io.drone", "true".to_owned()),
        ("io.drone.protected", facts.repo.protected.to_string()),
        ("io.drone.system.host", facts.system.host.clone()),
        ("io.drone.system.proto", facts.system.proto.clone()),
        ("io.drone.system.version", facts.system.version.clone()),
        ("io.drone.repo.namespace", facts.repo.namespace.clone()),
        ("io.drone.repo.name", facts.repo.name.clone()),
        ("io.drone.repo.slug", facts.repo.slug.clone()),
        ("io.drone.build.number", facts.build.number.to_string()),
        ("io.drone.stage.name", facts.stage.name.clone()),
        ("io.drone.stage.number", facts.stage.number.to_string()),
        ("io.drone.ttl", go_duration(timeout)),
        ("io.drone.created", now.to_string()),
        ("io.drone.expires", expires.to_string()),
    ];
    let mut annotations: BTreeMap<String, String> = own
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let given: &Map<Spanned<String>> = &pipeline.metadata.annotations;
    let mut problems = Vec::new();
    for entry in given {
        problems.extend(check_key(&entry.key, "an annotation"));
        annotations.insert(entry.key.value.clone(), entry.value.value.clone());
    }
    if problems.is_empty() {
        Ok(annotations)
    } else {
        Err(problems)
    }
}

/// What no cluster would take of the labels and annotations of a policy.
pub fn check_metadata(metadata: &Metadata) -> Vec<Problem> {
    let labels = metadata.labels.iter();
    let annotations = metadata.annotations.iter();
    labels
        .flat_map(|entry| check_label(&entry.key, &entry.value))
        .chain(annotations.filter_map(|entry| check_key(&entry.key, "an annotation")))
        .collect()
}

fn check_label(key: &Spanned<String>, value: &Spanned<String>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = check_key(key, "a label").into_iter().collect();
    if !is_label_value(value) {
        let message = format!("`{}` is no value for a label", value.value);
        problems.push(Problem::error("invalid-label", value.span, message).help(
            "at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends",
        ));
    }
    problems
}

fn check_key(key: &Spanned<String>, what: &str) -> Option<Problem> {
    let (prefix, name) = match key.rsplit_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key.as_str()),
    };
    let valid_prefix = prefix.is_none_or(|prefix| {
        prefix.len() <= 253
            && prefix.split('.').all(|part| {
                let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
                part.bytes().next().is_some_and(letter)
                    && part.bytes().last().is_some_and(letter)
                    && part.bytes().all(|b| letter(b) || b == b'-')
            })
    });
    let valid = valid_prefix && !name.is_empty() && is_label_value(name);
    (!valid).then(|| {
        let message = format!("`{}` is no key for {what}", key.value);
        Problem::error("invalid-label", key.span, message).help(
            "`name` or `prefix.example.com/name`: the name at most 63 letters, digits, `-`, `_` \
             and `.`, with a letter or digit at both ends",
        )
    })
}

fn is_label_value(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric();
    text.is_empty()
        || text.len() <= MAX_LABEL
            && text.bytes().next().is_some_and(letter)
            && text.bytes().last().is_some_and(letter)
            && text.bytes().all(|b| letter(b) || b"-_.".contains(&b))
}

/// Text as a label's value: lower case, anything but `a-z0-9-_` a dash, none at the ends, and not
/// longer than a label may be.
fn slug(text: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let mut slug: String = text.to_lowercase().chars().map(letter).collect();
    slug = slug.trim_matches(['-', '_']).to_owned();
    slug.truncate(MAX_LABEL);
    slug.trim_end_matches(['-', '_']).to_owned()
}

/// A duration as Go prints it: `1h0m0s`, `1m30s`, `45s`.
fn go_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest}s"),
        (0, _) => format!("{minutes}m{rest}s"),
        _ => format!("{hours}h{minutes}m{rest}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.repo.namespace = "Foo.Bar/baz".to_owned();
        facts.repo.name = "x".repeat(80);
        facts.build.event = "pull_request".to_owned();
        facts.build.number = 3;
        facts
    }

    fn pipeline(key: &str, value: &str) -> Pipeline {
        let mut pipeline = Pipeline::default();
        pipeline.metadata.labels.insert(key.into(), value.into());
        pipeline
            .metadata
            .annotations
            .insert(key.into(), value.into());
        pipeline
    }

    #[test]
    fn labels_of_the_runner_win_and_are_valid() {
        let extra = BTreeMap::from([("team".to_owned(), "a".to_owned())]);
        let labels = labels(&pipeline("io.drone", "no"), &facts(), &extra).unwrap();
        assert_eq!(labels["io.drone"], "true");
        assert_eq!(labels["team"], "a");
        assert_eq!(labels["io.drone.repo.namespace"], "foo-bar-baz");
        assert_eq!(labels["io.drone.repo.name"].len(), 63);
        assert_eq!(labels["io.drone.build.event"], "pull_request");
        assert!(labels.values().all(|value| is_label_value(value)));
    }

    #[test]
    fn annotations_of_the_pipeline_win() {
        let timeout = Duration::from_secs(3600);
        let all = annotations(&pipeline("io.drone.ttl", "x/y z"), &facts(), timeout, 100).unwrap();
        assert_eq!(all["io.drone.ttl"], "x/y z");
        assert_eq!(all["io.drone.expires"], "7300");
        assert_eq!(all["io.drone.repo.namespace"], "Foo.Bar/baz");
    }

    #[test]
    fn what_no_cluster_takes_is_told() {
        for key in [
            "",
            "a b",
            "a/b/c",
            "A.b/c",
            "/x",
            "x/",
            "-x",
            &"x".repeat(64),
        ] {
            assert_eq!(
                labels(&pipeline(key, "v"), &facts(), &BTreeMap::new())
                    .unwrap_err()
                    .len(),
                1,
                "{key}"
            );
            assert!(
                annotations(&pipeline(key, "v"), &facts(), Duration::ZERO, 0).is_err(),
                "{key}"
            );
        }
        for value in ["a b", "a/b", "-", &"x".repeat(64), "é"] {
            assert!(
                labels(&pipeline("k", value), &facts(), &BTreeMap::new()).is_err(),
                "{value}"
            );
        }
        assert!(
            labels(
                &pipeline("example.com/k-1_x.Y", ""),
                &facts(),
                &BTreeMap::new()
            )
            .is_ok()
        );
    }

    #[test]
    fn durations() {
        for (seconds, text) in [
            (3600, "1h0m0s"),
            (90, "1m30s"),
            (45, "45s"),
            (7325, "2h2m5s"),
        ] {
            assert_eq!(go_duration(Duration::from_secs(seconds)), text);
        }
    }
}
