//! Reading `.drone.yml`: splitting, YAML, manifest, lint, messages.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot get at its input has failed; a skipped one says so"
)]

#[path = "reading/documents.rs"]
mod documents;
#[path = "reading/golden.rs"]
mod golden;
#[path = "reading/lint.rs"]
mod lint;
#[path = "reading/manifest.rs"]
mod manifest;
#[path = "reading/merge.rs"]
mod merge;
#[path = "reading/notation.rs"]
mod notation;
#[path = "reading/oracle.rs"]
mod oracle;
#[path = "reading/robust.rs"]
mod robust;
#[path = "reading/scalars.rs"]
mod scalars;
#[path = "reading/select.rs"]
mod select;
#[path = "reading/support.rs"]
mod support;
#[path = "reading/syntax.rs"]
mod syntax;
#[path = "reading/types.rs"]
mod types;
