//! The rules and the command `lint`, as a user sees them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "linting/command.rs"]
mod command;
#[path = "linting/rules.rs"]
mod rules;
#[path = "linting/schema.rs"]
mod schema;
#[path = "linting/shellcheck.rs"]
mod shellcheck;
