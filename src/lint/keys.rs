//! The keys of every mapping that Drone knows, and a walk over a document along them.
//!
//! The typed pipeline has no place for keys that nobody knows; what looks for them works with this.

mod table;
pub(crate) mod tables;
mod walk;

pub(crate) use table::{Kind, Table};
pub(crate) use walk::{Visit, entry, text, tree_at, walk};
