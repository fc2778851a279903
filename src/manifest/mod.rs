//! What a `.drone.yml` says: typed documents in which every value knows its place.
//!
//! [`load()`] is total and does no I/O, [`select()`] finds the pipeline to run. Decoding follows
//! the official runner: unknown keys are ignored, text fields take the raw text of any scalar, maps
//! and structs that come twice are merged.

mod conditions;
mod decode;
mod document;
mod load;
mod map;
mod names;
mod pipeline;
mod policy;
mod resources;
mod select;
mod settings;
mod step;
mod volume;
pub mod workspace;

pub use conditions::{Condition, Conditions};
pub use document::{
    Body, Document, Header, Manifest, SecretDocument, SecretGet, SignatureDocument,
};
pub use load::{load, load_trees};
pub use map::{Entry, Map};
pub use pipeline::{NullEntry, NullList, Pipeline};
pub use policy::{Policy, PolicyResources, load_policies};
pub use resources::{BytesSize, Millicores, Quantities, Resources};
pub use select::{Found, SelectError, select};
pub use settings::{
    CloneSettings, Concurrency, DnsConfig, DnsOption, HostAlias, Metadata, Platform, Toleration,
    Workspace,
};
pub use step::{Parameter, Step, Variable};
pub use volume::{
    ClaimVolume, HostVolume, ObjectVolume, TempVolume, Volume, VolumeMount, VolumeSource,
};

use crate::source::Problem;

/// What [`load()`] found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loaded {
    /// As much of the file as could be understood.
    pub manifest: Manifest,
    /// Everything wrong with it, in the order of the file. With an error among them the official
    /// runner refuses the file.
    pub problems: Vec<Problem>,
}

impl Loaded {
    /// Whether the file cannot be used.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}

/// The name by which a pipeline without one is known.
pub const DEFAULT_NAME: &str = "default";

fn name_or_default(name: &str) -> &str {
    if name.is_empty() { DEFAULT_NAME } else { name }
}
