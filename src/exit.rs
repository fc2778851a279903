//! Exit codes, in one place.

/// How the process ends. The codes are part of the interface: see the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything that had to succeed did.
    Success,
    /// 1: the pipeline failed.
    Failure,
    /// 2: wrong usage, an unreadable or invalid file, an unusable kubeconfig.
    Usage,
    /// 3: the cluster: unreachable, forbidden, image, unschedulable, evicted.
    Cluster,
    /// 124: the time of the pipeline was over.
    TimedOut,
    /// 128 and the number of the signal, once everything is cleaned up.
    Signal(i32),
}

impl Exit {
    /// The code for the operating system.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::Cluster => 3,
            Self::TimedOut => 124,
            Self::Signal(number) => u8::try_from(128 + number).unwrap_or(u8::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn signals_are_128_and_their_number() {
        assert_eq!(Exit::Signal(2).code(), 130);
        assert_eq!(Exit::Signal(15).code(), 143);
        assert_eq!(Exit::Signal(1).code(), 129);
    }
}
