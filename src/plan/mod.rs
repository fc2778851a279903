//! The plan: a pipeline and what is known about the build become plain data, the [`Spec`].
//!
//! Nothing here makes a request or knows Kubernetes types; only [`Checkout::read`] looks at this
//! machine. The order of use: [`Given`] gathers what was given by hand; [`Checkout`] and [`Overrides`] make [`Facts`]; [`substitution`] and
//! [`crate::subst::substitute`] make the text that is read as a manifest; [`compile`] makes the [`Spec`]
//! of one of its pipelines; [`status_env`] adds at a step's start what depends on the run.

mod base;
mod clone;
mod compat;
mod compiler;
mod declared;
pub mod dotenv;
mod env;
mod facts;
mod git;
mod given;
pub mod glob;
mod graph;
mod guard;
mod hidden;
pub mod image;
mod inputs;
mod login;
mod metadata;
mod needs;
mod number;
mod origin;
mod overrides;
mod placement;
mod proxy;
mod remote;
mod rules;
pub mod script;
mod secret_file;
mod secret_source;
mod secrets;
pub mod settings;
pub mod spec;
mod split;
mod status;
mod step;
mod version;
mod volumes;
pub mod when;

pub use compiler::{Compiled, compile, policy_namespace};
pub use env::{Variables, substitution};
pub use facts::{AuthorFacts, BuildFacts, CommitFacts, Facts, RepoFacts, StageFacts, SystemFacts};
pub use git::{Checkout, Commit};
pub use given::Given;
pub use guard::{Consent, drop_allowed, guard, is_reserved};
pub use hidden::Hidden;
pub use inputs::{HostMount, Inputs, Netrc, ResourceRules};
pub use login::{DOCKER_HUB, Login, covers, registries_in, registry_key, registry_of};
pub use metadata::check_metadata;
pub use needs::{Need, missing_secrets};
pub use origin::{Origin, Origins, Shown, ShownValue, Sight, variables};
pub use overrides::Overrides;
pub use proxy::proxies;
pub use rules::choose;
pub use secret_file::SecretFileError;
pub use secret_source::{ClusterSecret, SecretMap};
pub use secrets::{MISSING_SECRET, Secrets};
pub use spec::*;
pub use status::{RunState, status_env, status_env_of};
