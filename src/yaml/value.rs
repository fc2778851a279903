//! Untyped values as the runner's decoder sees them.

/// A value with the Go type that the runner's decoder gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Empty, `~`, `null`, `Null`, `NULL`.
    Null,
    /// Also `yes`, `on`, `y` and so on.
    Bool(bool),
    /// Any integer that fits, also octal `0755`, `0x1F`, `0b1`, `1_000`.
    Int(i64),
    /// A decimal integer above [`i64::MAX`].
    Uint(u64),
    /// A number with a point, or one too large for an integer; infinities and not-a-number too.
    Float(f64),
    /// Text: also dates, `1e3` and everything in quotes.
    Str(String),
    /// A sequence.
    List(Vec<Value>),
    /// A mapping after `<<` and duplicate keys were resolved: each key once, in the order in which
    /// the file first names them. Keys are scalars, and not only text.
    Map(Vec<(Value, Value)>),
}

impl Value {
    /// The text of a [`Value::Str`].
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}
