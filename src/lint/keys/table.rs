//! What a mapping with known keys is.

/// A mapping that Drone knows.
#[derive(Debug)]
pub(crate) struct Table {
    /// What it is, for messages: `step`.
    pub(crate) name: &'static str,
    /// Its keys in the order in which people write them.
    pub(crate) keys: &'static [Key],
}

/// A key of a [`Table`] and what its value is.
pub(crate) type Key = (&'static str, Kind);

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Text; any scalar is.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole number, or an amount of memory.
    Integer,
    /// A list of texts.
    Texts,
    /// A list of whatever.
    List,
    /// A mapping with free keys to text.
    Map,
    /// A mapping with free keys to whatever: the settings of plugins.
    Free,
    /// A pattern, a list of them or a mapping with `include` and `exclude`.
    Condition,
    /// A mapping with known keys.
    One(&'static Table),
    /// A list of mappings with known keys.
    Each(&'static Table),
    /// A mapping with free keys to text or a mapping with known keys.
    Variables(&'static Table),
}

impl Table {
    /// What the value of a key is; none if nobody knows the key.
    pub(crate) fn get(&self, key: &str) -> Option<Kind> {
        let found = self.keys.iter().find(|(own, _)| *own == key);
        found.map(|&(_, kind)| kind)
    }

    /// The names of the keys.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|&(name, _)| name)
    }

    /// Whether it is this very table.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
