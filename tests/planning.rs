//! From the text of a file to the plan of a run, through the public interface.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

mod planning {
    mod build;
    mod cloning;
    mod conditions;
    mod dry;
    mod file;
    mod guards;
    mod logins;
    mod secrets;
    mod settings;
    mod steps;
    mod support;
}
