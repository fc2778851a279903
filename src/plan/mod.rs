//! The plan: a pipeline and what is known about the build become plain data, the [`Spec`].
//!
//! Nothing here makes a request or knows Kubernetes types; only [`Checkout::read`] looks at this
//! machine. The order of use: [`Checkout`] and [`Overrides`] make [`Facts`]; [`substitution`] and
//! [`crate::subst::substitute`] make the text that is read as a manifest; [`compile`] makes the [`Spec`]
//! of one of its pipelines; [`status_env`] adds at a step's start what depends on the run.

mod compiler;
mod declared;
pub mod dotenv;
mod env;
mod facts;
mod git;
pub mod glob;
mod graph;
mod hidden;
pub mod image;
mod inputs;
mod metadata;
mod needs;
mod number;
mod overrides;
mod placement;
mod proxy;
mod remote;
pub mod script;
mod secret_file;
mod secret_source;
mod secrets;
pub mod settings;
pub mod spec;
mod status;
mod step;
mod version;
mod volumes;
pub mod when;

pub use compiler::{Compiled, compile};
pub use env::{Variables, substitution};
pub use facts::{AuthorFacts, BuildFacts, CommitFacts, Facts, RepoFacts, StageFacts, SystemFacts};
pub use git::{Checkout, Commit};
pub use hidden::Hidden;
pub use inputs::{Inputs, Netrc};
pub use needs::{Need, missing_secrets};
pub use overrides::Overrides;
pub use proxy::proxies;
pub use secret_file::SecretFileError;
pub use secret_source::{ClusterSecret, SecretMap};
pub use secrets::{MISSING_SECRET, Secrets};
pub use spec::*;
pub use status::{RunState, status_env, status_env_of};
