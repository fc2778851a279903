//! The command line of `exec`: what is taken, what is refused, and what it does to the plan. No cluster
//! is asked.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

#[path = "command_line/official.rs"]
mod official;
#[path = "command_line/policies.rs"]
mod policies;
#[path = "command_line/support.rs"]
mod support;
#[path = "command_line/variables.rs"]
mod variables;
