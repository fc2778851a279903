//! The examples of rules as files.

use crate::source::{Span, offset};

/// What stands before an example without a `kind:`.
const HEAD: &str = "kind: pipeline\ntype: kubernetes\nname: default\n\n";
/// What stands behind one that has no `steps:` either.
const STEPS: &str = "\nsteps:\n- name: build\n  image: golang:1.22\n  commands:\n  - go build\n";

/// What stands for more text than a line can hold.
const LONG: char = '⋯';
/// So much text, in bytes.
const LONG_BYTES: usize = 65_536;

/// An example as a whole file, and the places that are marked with `«` and `»` in it.
pub fn file(example: &str) -> (String, Vec<Span>) {
    let mut whole = String::new();
    let is_fragment = !example
        .lines()
        .any(|line| line.trim_start_matches('«').starts_with("kind:"));
    if is_fragment {
        whole += HEAD;
    }
    let mut spans = Vec::new();
    let mut start = 0;
    for character in example.chars() {
        match character {
            '«' => start = whole.len(),
            LONG => whole.extend(std::iter::repeat_n('a', LONG_BYTES)),
            '»' => spans.push(Span::new(offset(start), offset(whole.len()))),
            other => whole.push(other),
        }
    }
    if is_fragment
        && !example
            .lines()
            .any(|line| line.trim_start_matches('«').starts_with("steps"))
    {
        whole += STEPS;
    }
    (whole, spans)
}
