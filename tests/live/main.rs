//! `drone-k8s exec` on a real cluster. See CONTRIBUTING for which cluster that is.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]
#![allow(clippy::print_stdout, reason = "a test that is skipped says why")]
#![cfg(unix)]

mod bed;
mod canary;
mod cleanup;
mod codes;
mod errors;
mod faults;
mod graph;
mod harness;
mod images;
mod interrupts;
mod logs;
mod network;
mod places;
mod plugins;
mod relay;
mod rights;
mod script;
mod scripts;
mod secret_sources;
mod secrets;
mod services;
mod tree;
