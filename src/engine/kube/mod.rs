//! Runs a pipeline in one Pod of a Kubernetes cluster.
//!
//! - `connect`: kubeconfig to client; `preflight`: what the user may do
//! - `pod`, `container`, `volumes`, `objects`, `lease`: the objects of a run
//! - `cluster_secrets`: values from Secrets of the cluster
//! - `run`: from the first request to the last; `driver`: the time between, `release`: opens the `gate` of a step
//! - `sh`: what runs in the Pod; `exec`, `control`, `upload`, `tail`: sessions into the helper container; `seed`: without them
//! - `podlog`, `resume`, `spool`: the log API; `steplog`: what all output goes through
//! - `watch`, `status`, `pulling`: what the cluster says, and what it means
//! - `feed`: the channel to the reporter

mod call;
mod cluster_secrets;
mod connect;
mod container;
mod control;
mod driver;
mod exec;
mod feed;
mod gate;
mod lease;
mod manifests;
mod message;
mod names;
mod objects;
mod pod;
mod podlog;
mod preflight;
mod pulling;
mod release;
mod resume;
mod run;
mod seed;
mod sh;
mod spool;
mod status;
mod steplog;
mod tail;
mod target;
mod tracked;
mod upload;
mod volumes;
mod watch;

pub use cluster_secrets::{ClusterSecrets, read_secrets};
pub use connect::{Cluster, ClusterOptions, connect};
pub use feed::{Feed, Item, feed};
pub use manifests::manifests;
pub use run::{Pack, RunOptions, run};
