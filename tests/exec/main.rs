//! `drone-k8s exec` on a real cluster: the corners, beside the main roads of `tests/live`, whose
//! harness this uses.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]
#![cfg(unix)]

#[allow(dead_code, reason = "shared with tests/live")]
#[path = "../live/bed.rs"]
mod bed;
#[allow(dead_code, reason = "shared with tests/live")]
#[path = "../live/harness.rs"]
mod harness;
mod support;

mod admission;
mod choosing;
mod credentials;
mod hiding;
mod mischief;
mod outcomes;
mod output;
mod shells;
mod silence;
mod statuses;
mod uploads;
mod users;
