//! CPU and memory, with Drone's units.

use crate::source::{Span, Spanned};

/// `resources` of a pipeline or a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resources {
    /// The whole mapping; empty when there is none.
    pub span: Span,
    /// `requests`: only a pipeline's have an effect.
    pub requests: Quantities,
    /// `limits`: only a step's are allowed.
    pub limits: Quantities,
}

/// An amount of CPU and memory. Absent and `0` both mean "none" to the runner.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quantities {
    /// The whole mapping; empty when there is none.
    pub span: Span,
    /// `cpu` in **millicores**: `cpu: 1` is a thousandth of a core.
    pub cpu: Option<Spanned<Millicores>>,
    /// `memory`.
    pub memory: Option<Spanned<BytesSize>>,
}

impl Quantities {
    /// Millicores, 0 for none.
    pub fn millicores(&self) -> i64 {
        self.cpu.map_or(0, |cpu| cpu.value.0)
    }

    /// Bytes of memory, 0 for none.
    pub fn memory_bytes(&self) -> i64 {
        self.memory.map_or(0, |memory| memory.value.0)
    }
}

/// Thousandths of a CPU core. A fraction in the file is cut off: `cpu: 0.5` is 0, which is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millicores(pub i64);

/// A number of bytes, written as an integer or as text such as `500MiB`; see [`BytesSize::parse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BytesSize(pub i64);
