//! The behaviours of the official runner, each under an id of its own: what is the same here, and what
//! is better on purpose. `docs/compatibility.md` lists them with the tests that show them.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

mod cases {
    mod conditions;
    mod document;
    mod lint;
    mod output;
    mod parsing;
    mod pod;
    mod requests;
    mod steps;
    mod substitution;
    mod support;
}
