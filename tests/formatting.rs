//! The formatter and the command `fmt`, as a user sees them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_push_string,
    reason = "a test that cannot go on has failed, and need not be fast"
)]

#[path = "formatting/boundaries.rs"]
mod boundaries;
#[path = "formatting/command.rs"]
mod command;
#[path = "formatting/corpus.rs"]
mod corpus;
#[path = "formatting/layout.rs"]
mod layout;
#[path = "formatting/made.rs"]
mod made;
#[path = "formatting/sort.rs"]
mod sort;
#[path = "formatting/support.rs"]
mod support;
