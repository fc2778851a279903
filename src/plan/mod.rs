//! The plan: a pipeline and what is known about the build become plain data, the [`Spec`].
//!
//! Nothing here makes a request or knows Kubernetes types; only [`Checkout::read`] looks at this
//! machine. The order of use: [`Checkout`] and [`Overrides`] make [`Facts`]; [`substitution`] and
//! [`crate::subst::substitute`] make the text that is read as a manifest; [`compile`] makes the [`Spec`]
//! of one of its pipelines; [`status_env`] adds at a step's start what depends on the run.

mod clone;
mod compiler;
pub mod dotenv;
mod env;
mod facts;
mod git;
pub mod glob;
mod graph;
mod guard;
pub mod image;
mod inputs;
mod login;
mod metadata;
mod number;
mod overrides;
mod placement;
mod proxy;
mod remote;
pub mod script;
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
pub use guard::{Consent, drop_allowed, guard, is_reserved};
pub use inputs::{Inputs, Netrc};
pub use login::{DOCKER_HUB, Login, covers, registries_in, registry_key, registry_of};
pub use overrides::Overrides;
pub use proxy::proxies;
pub use secrets::Secrets;
pub use spec::*;
pub use status::{RunState, status_env, status_env_of};
