//! Credentials that stand in the file.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Parameter, Variable};
use crate::source::{Severity, Span, Spanned, offset};
use crate::yaml::Value;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK605",
    name: "hardcoded-credential",
    severity: Severity::Warning,
    refused: false,
    summary: "A password, token or private key in the file itself.",
    why: "Everybody who can read the repository, now or later, can use it. What was committed once must be counted as known: change it at its origin, too.",
    official: "Takes it as any other text, and shows it in logs.",
    fix: Fixable::No,
    bad: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_TOKEN: «q7Vd2mXr9TzK4wLp»
  commands:
  - ./deploy.sh
",
    good: "steps:
- name: deploy
  image: alpine:3.20
  environment:
    DEPLOY_TOKEN:
      from_secret: deploy_token
  commands:
  - ./deploy.sh
",
    check: Check::File(check),
}];

/// What credentials of well-known services begin with, the letters that follow, and how many there
/// are at least.
const KNOWN: [(&str, &str, usize); 14] = [
    ("AKIA", "an access key of AWS", 16),
    ("ASIA", "an access key of AWS", 16),
    ("ghp_", "a token of GitHub", 36),
    ("gho_", "a token of GitHub", 36),
    ("ghs_", "a token of GitHub", 36),
    ("github_pat_", "a token of GitHub", 40),
    ("glpat-", "a token of GitLab", 20),
    ("xoxb-", "a token of Slack", 24),
    ("xoxp-", "a token of Slack", 24),
    ("hooks.slack.com/services/T", "a webhook of Slack", 30),
    ("npm_", "a token of npm", 36),
    ("dckr_pat_", "a token of Docker Hub", 20),
    ("AIza", "a key of Google", 35),
    ("sk_live_", "a key of Stripe", 20),
];

/// Parts of names under which credentials are kept.
const NAMES: [&str; 8] = [
    "password",
    "passwd",
    "token",
    "secret",
    "api_key",
    "apikey",
    "access_key",
    "private_key",
];
/// What shows that a value is made up, or names something else.
const MADE_UP: [&str; 9] = [
    "test", "dummy", "example", "changeme", "sample", "fake", "local", "password", "secret",
];

fn check(cx: &mut Context<'_>) {
    let mut found = known(cx.file.source.text());
    let spans = cx.file.manifest.pipelines().map(|pipeline| pipeline.span);
    let pipelines: Vec<Span> = spans.collect();
    found.retain(|(span, _)| {
        pipelines
            .iter()
            .any(|own| own.start <= span.start && span.end <= own.end)
    });
    for pipeline in cx.file.manifest.pipelines() {
        for step in &pipeline.steps {
            for entry in &step.environment {
                if let Variable::Text(text) = &entry.value {
                    found.extend(named(&entry.key, text));
                }
            }
            for entry in &step.settings {
                if let Parameter::Value(value) = &entry.value
                    && let Value::Str(text) = &value.value
                {
                    let text = Spanned::new(text.clone(), value.span);
                    found.extend(named(&entry.key, &text));
                }
            }
        }
    }
    found.sort_by_key(|(span, _)| *span);
    let mut last: Option<Span> = None;
    for (span, what) in found {
        // One value may be found by its name and by its form.
        if last.is_some_and(|last| span.start < last.end) {
            continue;
        }
        last = Some(span);
        let problem = cx.report(span, format!("this looks like {what} that is in use"));
        problem.help = Some(
            "make it a secret of the repository, use `from_secret`, and replace it where it is valid"
                .to_owned(),
        );
    }
}

/// Credentials that can be told by their form.
fn known(text: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/');
    for (start, what, least) in KNOWN {
        for (at, _) in text.match_indices(start) {
            let is_inside = text
                .get(..at)
                .and_then(|before| before.chars().next_back())
                .is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
            let rest = text.get(at + start.len()..).unwrap_or_default();
            let length = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
            let value = rest.get(..length).unwrap_or_default();
            let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
            let is_upper = value
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            let is_aws = start.ends_with("IA");
            let fits = if is_aws {
                length == least && is_upper
            } else {
                length >= least
            };
            if !is_inside && has_digit && fits && !value.contains("EXAMPLE") {
                let end = at + start.len() + length;
                found.push((Span::new(offset(at), offset(end)), what.to_owned()));
            }
        }
    }
    for (at, _) in text.match_indices("-----BEGIN ") {
        let rest = text.get(at..).unwrap_or_default();
        let header = rest
            .split(['\n', '\r', '\\', '"', '\''])
            .next()
            .unwrap_or_default();
        let Some(end) = header.find("PRIVATE KEY-----") else {
            continue;
        };
        let end = end + "PRIVATE KEY-----".len();
        // The bare header is searched for by checks, too.
        let body = rest.get(end..).unwrap_or_default();
        let body = body
            .trim_start_matches(|c: char| c.is_whitespace() || c == '\\' || c == 'n' || c == '#');
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        if body.chars().take_while(|c| is_base64(*c)).count() > 30 {
            found.push((
                Span::new(offset(at), offset(at + end)),
                "a private key".to_owned(),
            ));
        }
    }
    found
}

/// A value under a name for credentials that does not look made up.
fn named(key: &str, value: &Spanned<String>) -> Option<(Span, String)> {
    let name = key.to_ascii_lowercase().replace('-', "_");
    let text = value.value.as_str();
    let is_named = NAMES.iter().any(|part| name.ends_with(part));
    let has = |test: fn(&u8) -> bool| text.as_bytes().iter().any(test);
    let is_random = text.len() >= 16
        && text.len() <= 512
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.".contains(&byte))
        && !text.starts_with(['/', '.']);
    let lower = text.to_ascii_lowercase();
    let is_made_up = MADE_UP.iter().any(|word| lower.contains(word));
    (is_named && is_random && !is_made_up && !value.span.is_empty())
        .then(|| (value.span, "a credential".to_owned()))
}
