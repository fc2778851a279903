//! What the reader of the file finds: text that is no YAML.

use crate::lint::rule::{Check, Fixable, Rule};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK001",
        name: "yaml-syntax",
        severity: Severity::Error,
        refused: true,
        summary: "The text is not valid YAML.",
        why: "The usual cause is a value that needs quotes: one that begins with `*`, `@`, `%` or a bracket, or that holds `: `.",
        official: "Refuses the file. Its line number counts from the last `---`, and there is no column.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - «@»echo go build
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - '@echo go build'
",
        check: Check::Reader,
    },
    Rule {
        id: "DK002",
        name: "tab-indentation",
        severity: Severity::Error,
        refused: true,
        summary: "A line is indented with a tab.",
        why: "YAML only takes spaces for indentation.",
        official: "Refuses the file.",
        fix: Fixable::Unsafe,
        bad: "steps:
- name: build
«\t»image: golang:1.22
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK004",
        name: "undefined-alias",
        severity: Severity::Error,
        refused: true,
        summary: "An alias has no anchor before it in the same document.",
        why: "Each part between `---` lines is read on its own, so that an anchor of another part is not known.",
        official: "Refuses the file as an unknown anchor.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: «*go»
  commands: [go build]
",
        good: "steps:
- name: build
  image: &go golang:1.22
  commands: [go build]
- name: test
  image: *go
  commands: [go test]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK008",
        name: "document-not-mapping",
        severity: Severity::Error,
        refused: true,
        summary: "A document is a list or a text, not keys with values.",
        why: "Often a `---` line within a script begins a new document without anyone noticing.",
        official: "Refuses the file.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
---
«- name: test»
  image: golang:1.22
",
        good: "kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: test
  image: golang:1.22
  commands: [go test]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK013",
        name: "separator-in-scalar",
        severity: Severity::Error,
        refused: true,
        summary: "A line within a text in quotes begins with `---` or `...`.",
        why: "Drone cuts the file at such lines before it reads the YAML, also within quotes.",
        official: "Refuses the file, because neither half is valid.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  environment:
    NOTES: \"first
«---»
second\"
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  environment:
    NOTES: \"first\\n---\\nsecond\"
  commands: [go build]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK015",
        name: "control-character",
        severity: Severity::Error,
        refused: true,
        summary: "There is a control character in the file, or an invisible line break.",
        why: "Such characters come from copying; nobody sees them.",
        official: "Refuses control characters, and ends a line at U+2028 and U+2029.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands:
  - echo «\u{1b}»[1mbuild
",
        good: "steps:
- name: build
  image: golang:1.22
  commands:
  - echo \"\\x1b[1mbuild\"
",
        check: Check::Reader,
    },
    Rule {
        id: "DK016",
        name: "too-large",
        severity: Severity::Error,
        refused: true,
        summary: "The file is far larger than a pipeline can be, or becomes so through aliases.",
        why: "A few aliases of aliases can stand for more text than any machine can hold.",
        official: "Has no limit and uses up all memory.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: plugins/docker:20
  settings:
    a: &a [x, x, x, x, «x», x, x, x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
    d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
    e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
",
        good: "steps:
- name: build
  image: plugins/docker:20
  settings:
    a: &a [x, x]
    b: *a
",
        check: Check::Reader,
    },
];
