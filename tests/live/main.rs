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
mod cloning;
mod codes;
mod engine_cases;
mod errors;
mod faults;
mod fields_placement;
mod fields_pod;
mod fields_step;
mod fields_volumes;
mod graph;
mod guards;
mod harness;
mod images;
mod interrupts;
mod logins;
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
