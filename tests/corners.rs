//! The corners of `exec` on a real cluster: hostile steps, odd kubeconfigs, admission, encodings.
//!
//! Beside `live`, and not part of `cargo test`, because it doubles the time of the suite:
//! `cargo test --test corners`, or `make test-corners`.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]
#![allow(clippy::print_stdout, reason = "a test that is skipped says why")]
#![allow(dead_code, reason = "the harness is shared with `live`")]
#![cfg(unix)]

#[path = "live/admission.rs"]
mod admission;
#[path = "live/bed.rs"]
mod bed;
#[path = "live/choosing.rs"]
mod choosing;
#[path = "live/credentials.rs"]
mod credentials;
#[path = "live/harness.rs"]
mod harness;
#[path = "live/hiding.rs"]
mod hiding;
#[path = "live/mischief.rs"]
mod mischief;
#[path = "live/outcomes.rs"]
mod outcomes;
#[path = "live/output.rs"]
mod output;
#[path = "live/relay.rs"]
mod relay;
#[path = "live/script.rs"]
mod script;
#[path = "live/shells.rs"]
mod shells;
#[path = "live/silence.rs"]
mod silence;
#[path = "live/statuses.rs"]
mod statuses;
#[path = "live/support.rs"]
mod support;
#[path = "live/unreachable.rs"]
mod unreachable;
#[path = "live/uploads.rs"]
mod uploads;
#[path = "live/users.rs"]
mod users;
#[path = "live/vanishing.rs"]
mod vanishing;
