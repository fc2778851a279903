//! An expression taken apart.

use super::trim::Side;

/// Why an expression cannot be used.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// For people.
    pub(super) message: String,
    /// The library's words.
    pub(super) official: Option<&'static str>,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, official: &'static str) -> Self {
        Self {
            message: message.into(),
            official: Some(official),
        }
    }
}

/// `${name…}`.
#[derive(Debug, PartialEq)]
pub(super) struct Expr {
    /// Where its `${` stands, for messages.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) name: String,
    pub(super) op: Op,
}

/// What is done with the value.
#[derive(Debug, PartialEq)]
pub(super) enum Op {
    /// `${V}`.
    Value,
    /// `${#V}`.
    Length,
    /// `${V^}`, `${V^^}`, `${V,}`, `${V,,}`.
    Case { upper: bool, all: bool },
    /// `${V:from}`, `${V:from:length}`.
    Substring { from: Part, length: Option<Part> },
    /// `${V#p}`, `${V##p}`, `${V%p}`, `${V%%p}`.
    Trim {
        side: Side,
        longest: bool,
        pattern: Part,
    },
    /// `${V/p/t}` and its kin.
    Replace {
        at: Place,
        pattern: Part,
        with: Option<Part>,
    },
    /// `${V=d}`, `${V:=d}`, `${V:-d}`, `${V:?d}`, `${V:+d}`: all the same.
    Default(Vec<Part>),
}

/// What `${V/…}` replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    First,
    All,
    Start,
    End,
}

/// A piece of an argument.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    Text(String),
    Expr(Box<Expr>),
}
