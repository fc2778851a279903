//! The formatter and the command `fmt`, as a user sees them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "formatting/command.rs"]
mod command;
#[path = "formatting/corpus.rs"]
mod corpus;
#[path = "formatting/layout.rs"]
mod layout;
