//! Runs a [`Spec`](crate::plan::spec::Spec): the schedule is pure, the work is done by a session on
//! a cluster, what happens is told as events.

pub mod archive;
pub mod error;
pub mod event;
pub mod kube;
pub mod logins;
pub mod mask;
pub mod place;
pub mod scheduler;
