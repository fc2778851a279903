//! What the reader of the file finds: values of the wrong type.

use crate::lint::rule::{Check, Fixable, Rule};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK108",
        name: "wrong-type",
        severity: Severity::Error,
        refused: true,
        summary: "A value has the wrong type, such as a text where a list is needed.",
        why: "Drone does not convert one into the other.",
        official: "Refuses the file, and names the types of its own source instead of the key.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: «go build»
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - go build
",
        check: Check::Reader,
    },
    Rule {
        id: "DK109",
        name: "quoted-scalar-type",
        severity: Severity::Error,
        refused: true,
        summary: "A number or boolean stands in quotes, which make a text of it.",
        why: "Numeric ids, amounts and switches must be written without quotes.",
        official: "Refuses the file.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  user: «\"1000\"»
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  user: 1000
  commands: [go build]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK119",
        name: "environment-as-list",
        severity: Severity::Error,
        refused: true,
        summary: "`environment` is a list.",
        why: "Other tools take a list of `NAME=value` texts; Drone takes keys and values.",
        official: "Refuses the file.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  environment:
  - «CGO_ENABLED=0»
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  environment:
    CGO_ENABLED: 0
  commands: [go build]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK120",
        name: "pipeline-environment-secret",
        severity: Severity::Error,
        refused: true,
        summary: "The `environment` of a pipeline takes a value from a secret.",
        why: "Only steps and services can have secrets; a pipeline's variables are plain text.",
        official: "Refuses the file.",
        fix: Fixable::No,
        bad: "environment:
  TOKEN: «{from_secret: token}»
",
        good: "steps:
- name: build
  image: golang:1.22
  environment:
    TOKEN:
      from_secret: token
  commands: [go build]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK125",
        name: "condition-ignored",
        severity: Severity::Warning,
        refused: false,
        summary: "A condition has a value that the runner cannot use.",
        why: "The runner drops such a value, and what is left matches more than was meant.",
        official: "Drops it without a word.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch:
      include: [«[main]»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch:
      include: [main]
",
        check: Check::Reader,
    },
];
