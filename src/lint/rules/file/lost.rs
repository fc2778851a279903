//! What the reader of the file finds: text that Drone loses without a word.

use crate::lint::rule::{Check, Fixable, Rule};
use crate::source::Severity;

/// The end of an example.
const GOOD: &str = "kind: pipeline
type: kubernetes
name: build
steps:
- name: build
  image: golang:1.22
  commands: [go build]
---
kind: pipeline
type: kubernetes
name: test
steps:
- name: test
  image: golang:1.22
  commands: [go test]
";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK005",
        name: "content-after-terminator",
        severity: Severity::Error,
        refused: false,
        summary: "Something follows a line that begins with `...`.",
        why: "The file ends there for Drone: pipelines further down never run.",
        official: "Does not read on, without a word.",
        fix: Fixable::Safe,
        bad: "kind: pipeline
type: kubernetes
name: build
steps:
- name: build
  image: golang:1.22
  commands: [go build]
«...»
---
kind: pipeline
type: kubernetes
name: test
steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        good: GOOD,
        check: Check::Reader,
    },
    Rule {
        id: "DK006",
        name: "content-on-separator",
        severity: Severity::Error,
        refused: false,
        summary: "Something stands on a line that begins with `---`.",
        why: "Drone throws the whole line away.",
        official: "Drops it without a word.",
        fix: Fixable::Safe,
        bad: "kind: pipeline
type: kubernetes
name: build
steps:
- name: build
  image: golang:1.22
  commands: [go build]
--- «name: test»
kind: pipeline
type: kubernetes
steps:
- name: test
  image: golang:1.22
  commands: [go test]
",
        good: GOOD,
        check: Check::Reader,
    },
    Rule {
        id: "DK007",
        name: "line-too-long",
        severity: Severity::Error,
        refused: false,
        summary: "A line has 64 KiB or more.",
        why: "That line and everything after it is lost, later pipelines too.",
        official: "Stops to read before the line, without a word.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
«  - echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa»⋯
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - sh scripts/build.sh
",
        check: Check::Reader,
    },
    Rule {
        id: "DK017",
        name: "content-after-document",
        severity: Severity::Error,
        refused: false,
        summary: "The document ends before the file does.",
        why: "A line with less indentation than the first key ends the document; what follows is lost.",
        official: "Does not read on, without a word.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: build
steps:
- name: build
  image: golang:1.22
  commands: [go build]
---
 kind: pipeline
«type: kubernetes»
name: test
",
        good: GOOD,
        check: Check::Reader,
    },
];
