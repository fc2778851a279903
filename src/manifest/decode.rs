//! How each part of a manifest is read: the tables of keys, and the few types that are not plain
//! text, numbers, lists or mappings.

mod condition;
mod map;
mod policy;
mod quantity;
mod tables;
mod value;
