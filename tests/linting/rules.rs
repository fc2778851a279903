//! Every rule finds what is wrong in its bad example, there and nothing else, and nothing in its good
//! one.

use std::sync::Arc;

use drone_k8s::lint::shellcheck::Answer;
use std::collections::HashSet;

use drone_k8s::lint::{Check, Fixable, RULES, Rule, example, find, lint, lint_with};
use drone_k8s::source::{Problem, Severity, Source, Span};

fn findings(rule: &Rule, text: &str) -> Vec<Problem> {
    let trusted = rule.name != "needs-trusted";
    let source = Source::new("example.yml", text);
    if rule.name == "shellcheck" {
        return lint_with(
            &source,
            trusted,
            Some(&|script| {
                let answer = Answer::parse(shellcheck(script).as_bytes());
                Some(Arc::new(answer.unwrap()))
            }),
        );
    }
    lint(&source, trusted)
}

/// In place of shellcheck, which needs not be there: what it says of a `$(…)` without quotes.
fn shellcheck(script: &str) -> String {
    let lines = script.lines().enumerate();
    let comments: Vec<_> = lines
        .filter_map(|(number, line)| {
            let (start, end) = (line.find("$(")?, line.rfind(')')?);
            Some(serde_json::json!({
                "line": number + 1, "endLine": number + 1,
                "column": start + 1, "endColumn": end + 2,
                "level": "warning", "code": 2046,
                "message": "Quote this to prevent word splitting.",
            }))
        })
        .collect();
    serde_json::json!({ "comments": comments }).to_string()
}

fn places(problems: &[Problem], name: &str) -> Vec<Span> {
    let own = problems.iter().filter(|problem| problem.code == name);
    own.map(|problem| problem.span).collect()
}

#[test]
fn bad_examples_are_found_at_the_exact_place() {
    let mut wrong = Vec::new();
    for rule in RULES.iter() {
        let (text, marked) = example::file(rule.bad);
        let found = findings(rule, &text);
        assert!(!marked.is_empty(), "{}: no place is marked", rule.id);
        if places(&found, rule.name) != marked {
            wrong.push(format!(
                "{}: {:?} in place of {marked:?} in\n{text}\n{found:#?}",
                rule.id,
                places(&found, rule.name)
            ));
        }
        // The example shows one fault: errors at other places would confuse its reader.
        let others: Vec<&Problem> = found
            .iter()
            .filter(|problem| problem.is_error() && !marked.contains(&problem.span))
            .collect();
        if !others.is_empty() {
            wrong.push(format!("{} in\n{text}\n{others:#?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn good_examples_are_clean() {
    let mut wrong = Vec::new();
    for rule in RULES.iter() {
        let (text, marked) = example::file(rule.good);
        assert!(marked.is_empty(), "{}: a place is marked", rule.id);
        let mut found = findings(rule, &text);
        found.retain(|problem| problem.severity != Severity::Info || problem.code == rule.name);
        if !found.is_empty() {
            wrong.push(format!("{} in\n{text}\n{found:#?}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_have_the_severity_of_their_rule_and_say_what_to_do() {
    for rule in RULES.iter() {
        let found = findings(rule, &example::file(rule.bad).0);
        for problem in found.iter().filter(|problem| problem.code == rule.name) {
            if !matches!(rule.check, Check::Reader) {
                assert_eq!(problem.severity, rule.severity, "{}", rule.id);
            }
            assert!(
                problem.help.is_some() || problem.fix.is_some(),
                "{}: {problem:?}",
                rule.id
            );
            let fix = match &problem.fix {
                None => Fixable::No,
                Some(fix) if fix.safe => Fixable::Safe,
                Some(_) => Fixable::Unsafe,
            };
            assert_eq!(fix, rule.fix, "{}", rule.id);
        }
    }
}

#[test]
fn what_is_mended_is_not_found_again() {
    for rule in RULES.iter() {
        let (mut text, _) = example::file(rule.bad);
        let found = findings(rule, &text);
        let own = found.iter().filter(|problem| problem.code == rule.name);
        let mut edits: Vec<_> = own
            .filter_map(|problem| problem.fix.as_ref())
            .flat_map(|fix| fix.edits.clone())
            .collect();
        if edits.is_empty() {
            continue;
        }
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        edits.dedup();
        for edit in edits {
            text.replace_range(edit.span.range(), &edit.text);
        }
        let found = findings(rule, &text);
        assert!(
            found
                .iter()
                .all(|problem| problem.code != rule.name && !problem.is_error()),
            "{} in\n{text}\n{found:#?}",
            rule.id
        );
    }
}

#[test]
fn ids_and_names_are_unique_and_well_formed() {
    let mut seen = HashSet::new();
    for rule in RULES.iter() {
        assert!(
            seen.insert(rule.id) && seen.insert(rule.name),
            "{}",
            rule.id
        );
        assert!(
            rule.id.len() == 5 && rule.id.starts_with("DK"),
            "{}",
            rule.id
        );
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(rule.name.chars().all(plain), "{}", rule.name);
        for text in [rule.summary, rule.why, rule.official] {
            assert!(text.ends_with('.'), "{}: {text}", rule.id);
        }
    }
}

#[test]
fn what_the_reader_reports_is_a_rule() {
    let codes = [
        "yaml-syntax",
        "tab-indentation",
        "undefined-alias",
        "content-after-terminator",
        "content-on-separator",
        "line-too-long",
        "document-not-mapping",
        "separator-in-scalar",
        "control-character",
        "too-large",
        "content-after-document",
        "wrong-type",
        "quoted-scalar-type",
        "null-entry",
        "missing-name",
        "name-too-long",
        "duplicate-step-name",
        "environment-as-list",
        "pipeline-environment-secret",
        "condition-ignored",
    ];
    for code in codes {
        let rule = find(code).unwrap_or_else(|| panic!("{code}"));
        // `exec` refuses what the reader calls an error, so that both must agree.
        let found = findings(rule, &example::file(rule.bad).0);
        let own = found.iter().any(|problem| problem.code == code);
        assert!(own, "{code}");
    }
}

#[test]
fn values_that_drone_replaces_are_not_judged() {
    let text = "kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  user: ${BUILD_USER}
  commands: ${COMMANDS}
  entrypoint: [${TOOL}, -c]
  resources:
    limits:
      cpu: \"${CPU}\"
      memory: ${MEMORY}MiB
";
    let found = lint(&Source::new("example.yml", text), true);
    assert!(!found.iter().any(Problem::is_error), "{found:#?}");
}

#[test]
fn keys_that_only_hold_anchors_are_free_and_others_are_not() {
    let text = "kind: pipeline
type: kubernetes
name: default
linting: &linting
  image: golang:1.22
x-whatever: 1
whatever: 1
steps:
- name: build
  <<: *linting
  whatever: 1
  settings:
    whatever: {anything: 1}
  environment:
    WHATEVER: {from_secrets: token}
  labels: {a: b}
";
    let source = Source::new("example.yml", text);
    let found = lint(&source, true);
    let unknown = found.iter().filter(|problem| problem.code == "unknown-key");
    let keys: Vec<(u32, &str)> = unknown
        .map(|problem| (source.line(problem.span.start), source.slice(problem.span)))
        .collect();
    let expected = [(7, "whatever"), (11, "whatever"), (16, "labels")];
    assert_eq!(keys, expected);
}
