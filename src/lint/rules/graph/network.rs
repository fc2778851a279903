//! Services in the one network of the Pod: their names and their ports.

use std::collections::{HashMap, HashSet};

use super::raw;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Parameter, Pipeline, Step, Variable};
use crate::source::{Label, Severity, Span, Spanned, offset};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK211",
        name: "service-hostname",
        severity: Severity::Warning,
        refused: false,
        summary: "The name of a service is used as a host name, but cannot be one.",
        why: "A service is reached by its name only if the name has nothing but small letters, digits, `-` and `.`, and begins and ends with a letter or digit. Other names are not found, and the connection fails.",
        official: "Gives the service no host name, without a warning.",
        fix: Fixable::Unsafe,
        bad: "services:
- name: «my_redis»
  image: redis:7
steps:
- name: test
  image: redis:7
  commands:
  - redis-cli -h my_redis ping
",
        good: "services:
- name: my-redis
  image: redis:7
steps:
- name: test
  image: redis:7
  commands:
  - redis-cli -h my-redis ping
",
        check: Check::Pipeline(hostnames),
    },
    Rule {
        id: "DK212",
        name: "port-clash",
        severity: Severity::Warning,
        refused: false,
        summary: "Two services listen on the same port.",
        why: "All containers of a pipeline share one network. The second service cannot open a port that the first one has, and ends.",
        official: "Starts both; what happens then is up to the images.",
        fix: Fixable::No,
        bad: "services:
- name: one
  image: postgres:16
- name: two
  image: «postgres:15»
",
        good: "services:
- name: one
  image: postgres:16
- name: two
  image: postgres:15
  environment:
    PGPORT: 5433
",
        check: Check::Pipeline(ports),
    },
];

/// Services and detached steps: what runs beside the others.
fn background(pipeline: &Pipeline) -> impl Iterator<Item = &Step> {
    let detached = pipeline.steps.iter().filter(|step| step.detach.value);
    pipeline.services.iter().chain(detached)
}

/// Whether a name can be the name of a host for Kubernetes.
fn is_hostname(name: &str) -> bool {
    let is_end = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let is_label = |label: &str| {
        let bytes = label.as_bytes();
        is_end(bytes.first())
            && is_end(bytes.last())
            && bytes.iter().all(|byte| is_end(Some(byte)) || *byte == b'-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

/// Names that steps use for a host, and that are none.
fn hostnames(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let bad: HashMap<&str, &Step> = background(pipeline)
        .filter(|step| !is_hostname(&step.name) && is_word(&step.name))
        .map(|step| (step.name.as_str(), step))
        .collect();
    if bad.is_empty() {
        return;
    }
    let mut uses: HashMap<&str, Vec<Span>> = HashMap::new();
    for span in texts(pipeline) {
        for (at, host) in hosts(cx.text(span)) {
            if let Some((&name, _)) = bad.get_key_value(host) {
                let start = span.start + offset(at);
                let place = Span::new(start, start + offset(host.len()));
                uses.entry(name).or_default().push(place);
            }
        }
    }
    for step in background(pipeline) {
        let name = step.name.as_str();
        let Some(mut places) = uses.remove(name) else {
            continue;
        };
        places.sort_unstable();
        places.dedup();
        let new = name.to_ascii_lowercase().replace('_', "-");
        let all = || pipeline.services.iter().chain(&pipeline.steps);
        let is_free = all().all(|step| step.name.value != new);
        let span = step.name.span;
        let is_plain = cx.text(span) == name;
        let message =
            format!("`{name}` cannot be the name of a host, so the service is not found by it");
        let problem = cx.report(span, message);
        problem.help = Some("host names have small letters, digits, `-` and `.` only".to_owned());
        if let Some(&first) = places.first() {
            problem.labels.push(Label {
                span: first,
                text: "used here".to_owned(),
            });
        }
        if is_hostname(&new) && is_free && is_plain {
            let dependencies = all()
                .flat_map(|step| &step.depends_on)
                .filter(|item| item.value == name)
                .map(|item| item.span);
            places.extend(dependencies);
            places.push(span);
            places.sort_unstable();
            places.dedup();
            let edits = places.into_iter().map(|span| (span, new.clone()));
            problem.set_fix(
                false,
                format!("rename it to `{new}`"),
                edits.collect::<Vec<_>>(),
            );
        }
    }
}

/// Letters that may stand in a name of a service that is meant for a host.
fn is_word(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !name.is_empty() && name.bytes().all(is_letter)
}

/// Where steps may name a host: commands, variables and settings.
fn texts(pipeline: &Pipeline) -> Vec<Span> {
    let mut found: HashSet<Span> = pipeline
        .environment
        .iter()
        .map(|entry| entry.value.span)
        .collect();
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        let lists = [&step.commands, &step.command, &step.entrypoint];
        found.extend(lists.into_iter().flatten().map(|text| text.span));
        for entry in &step.environment {
            if let Variable::Text(text) = &entry.value {
                found.insert(text.span);
            }
        }
        for entry in &step.settings {
            if let Parameter::Value(value) = &entry.value {
                found.insert(value.span);
            }
        }
    }
    let mut found: Vec<Span> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// The words of a text that are hosts beyond doubt: before a `:` with a port, behind `://` or `@`,
/// behind `-h`, or the whole text.
fn hosts(text: &str) -> Vec<(usize, &str)> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !is_letter(bytes[at]) {
            at += 1;
            continue;
        }
        let length = bytes[at..]
            .iter()
            .take_while(|byte| is_letter(**byte))
            .count();
        let end = at + length;
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(end..).unwrap_or(""));
        let has_port = after
            .strip_prefix(':')
            .is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()));
        let is_behind = ["://", "@", "-h ", "--host ", "--host=", "-h"]
            .iter()
            .any(|sign| before.ends_with(sign));
        let quotes = ['"', '\''];
        let is_whole =
            before.trim_matches(quotes).is_empty() && after.trim_matches(quotes).is_empty();
        if has_port || is_behind || is_whole {
            found.push((at, text.get(at..end).unwrap_or("")));
        }
        at = end;
    }
    found
}

/// Images of well-known servers and where they listen.
const PORTS: [(&str, u16); 22] = [
    ("cassandra", 9042),
    ("consul", 8500),
    ("couchdb", 5984),
    ("elasticsearch", 9200),
    ("etcd", 2379),
    ("httpd", 80),
    ("influxdb", 8086),
    ("localstack", 4566),
    ("mariadb", 3306),
    ("memcached", 11211),
    ("minio", 9000),
    ("mongo", 27017),
    ("mysql", 3306),
    ("nats", 4222),
    ("neo4j", 7687),
    ("nginx", 80),
    ("postgis", 5432),
    ("postgres", 5432),
    ("rabbitmq", 5672),
    ("redis", 6379),
    ("vault", 8200),
    ("zookeeper", 2181),
];

/// Services with the same port. One whose command or variables may change the port is left alone.
fn ports(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut seen: HashMap<u16, &Spanned<String>> = HashMap::new();
    for step in background(pipeline) {
        let Some(port) = port(step) else { continue };
        let Some(first) = seen.get(&port) else {
            seen.insert(port, &step.image);
            continue;
        };
        if first.span == step.image.span {
            continue;
        }
        let message = format!(
            "`{}` listens on port {port}, which another service has already",
            step.name
        );
        let span = first.span;
        let problem = cx.report(step.image.span, message);
        problem.labels.push(Label {
            span,
            text: "listens there too".to_owned(),
        });
        problem.help =
            Some("all services share one network: give one of them another port".to_owned());
    }
}

/// The port on which a step listens beyond doubt.
fn port(step: &Step) -> Option<u16> {
    let runs_as_it_is = step.commands.is_empty()
        && step.command.is_empty()
        && step.entrypoint.is_empty()
        && step.settings.is_empty()
        && step.when == crate::manifest::Conditions::default();
    let sets_port = step.environment.iter().any(|entry| {
        let key = entry.key.to_ascii_uppercase();
        ["PORT", "ARGS", "ADDR", "LISTEN", "CONF", "OPT", "HOST"]
            .iter()
            .any(|word| key.contains(word))
    });
    let mounts_settings = !step.volumes.is_empty();
    if !runs_as_it_is || sets_port || mounts_settings || raw::is_template(&step.image) {
        return None;
    }
    let name = step.image.rsplit('/').next()?;
    let name = name.split([':', '@']).next()?;
    let found = PORTS.iter().find(|(image, _)| *image == name)?;
    Some(found.1)
}

#[cfg(test)]
mod tests {
    use super::{hosts, is_hostname};

    #[test]
    fn names_of_hosts() {
        for good in ["a", "my-redis", "a.b", "0"] {
            assert!(is_hostname(good), "{good}");
        }
        for bad in ["", "DB", "my_redis", "-a", "a-", "a..b", "a b"] {
            assert!(!is_hostname(bad), "{bad}");
        }
    }

    #[test]
    fn hosts_of_a_text() {
        let words = |text| -> Vec<&str> { hosts(text).into_iter().map(|(_, host)| host).collect() };
        assert_eq!(words("redis-cli -h my_redis ping"), ["my_redis"]);
        assert_eq!(words("postgres://u:p@DB/x"), ["u", "DB"]);
        assert_eq!(words("wait-for DB:5432"), ["DB"]);
        assert_eq!(words("'DB'"), ["DB"]);
        assert_eq!(words("make DB"), [""; 0]);
    }
}
