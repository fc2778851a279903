//! `cargo +nightly fuzz run lint`: no bytes make linting or rendering panic or go on for ever.
#![no_main]

use drone_k8s::lint::lint;
use drone_k8s::source::{Color, Source, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = Source::from_bytes("fuzz.yml", bytes);
    for problem in lint(&source, false).iter().take(20) {
        let _ = render(&source, problem, Color::Never);
    }
});
