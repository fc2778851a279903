//! A map with text keys that keeps the order of the file.

use std::collections::{BTreeMap, HashMap, btree_map};

use crate::source::{Span, Spanned};

/// Text keys and values in the order in which the file first names them.
///
/// A key that comes twice keeps its first place and its last value, which is what the runner's
/// decoder ends up with.
#[derive(Debug, Clone, PartialEq)]
pub struct Map<T> {
    /// Entries by the order in which they came.
    entries: BTreeMap<usize, Entry<T>>,
    index: HashMap<String, usize>,
    next: usize,
}

/// One key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<T> {
    /// The key as written, quotes removed, and where it stands.
    pub key: Spanned<String>,
    /// The value.
    pub value: T,
}

impl<T> Map<T> {
    /// An empty map.
    pub fn new() -> Self {
        Self {
            entries: BTreeMap::new(),
            index: HashMap::new(),
            next: 0,
        }
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Whether a key is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    /// Where a key stands.
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entry(key).map(|entry| entry.key.span)
    }

    /// All entries in order.
    pub fn iter(&self) -> btree_map::Values<'_, usize, Entry<T>> {
        self.entries.values()
    }

    /// Sets a key; an earlier value is replaced.
    pub fn insert(&mut self, key: Spanned<String>, value: T) {
        let at = *self.index.entry(key.value.clone()).or_insert(self.next);
        if at == self.next {
            self.next += 1;
        }
        self.entries.insert(at, Entry { key, value });
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<T> {
        let at = self.index.remove(key)?;
        self.entries.remove(&at).map(|entry| entry.value)
    }

    fn entry(&self, key: &str) -> Option<&Entry<T>> {
        self.entries.get(self.index.get(key)?)
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a, T> IntoIterator for &'a Map<T> {
    type Item = &'a Entry<T>;
    type IntoIter = btree_map::Values<'a, usize, Entry<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: Into<Spanned<String>>, T> FromIterator<(K, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(pairs: I) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key.into(), value);
        }
        map
    }
}
