//! The small mappings of a pipeline.

use super::Map;
use crate::source::{Span, Spanned};

/// `clone`: how the repository gets into the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CloneSettings {
    /// The whole mapping; empty when there is none.
    pub span: Span,
    /// `disable`: no clone step.
    pub disable: Spanned<bool>,
    /// `depth` of the history; 0 is all of it.
    pub depth: Spanned<i64>,
    /// `retries`: read by the official runner, no effect.
    pub retries: Spanned<i64>,
    /// `skip_verify`: do not check the server's certificate.
    pub skip_verify: Spanned<bool>,
    /// `trace`: sets `GIT_TRACE` for all steps.
    pub trace: Spanned<bool>,
}

/// `concurrency`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concurrency {
    /// `limit`: builds of this pipeline at the same time; 0 is no limit.
    pub limit: Spanned<i64>,
}

/// `platform`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Platform {
    /// The whole mapping; empty when there is none.
    pub span: Span,
    /// `os`, such as `linux`.
    pub os: Spanned<String>,
    /// `arch`, such as `arm64`.
    pub arch: Spanned<String>,
    /// `variant`, such as `v8`.
    pub variant: Spanned<String>,
    /// `version`, for windows.
    pub version: Spanned<String>,
}

/// `workspace`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workspace {
    /// `path`; empty means `/drone/src`.
    pub path: Spanned<String>,
}

/// `metadata` of the Pod.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    /// The whole mapping; empty when there is none.
    pub span: Span,
    /// `namespace` the Pod runs in.
    pub namespace: Spanned<String>,
    /// `annotations`.
    pub annotations: Map<Spanned<String>>,
    /// `labels`.
    pub labels: Map<Spanned<String>>,
}

/// An item of `tolerations`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Toleration {
    /// The whole mapping.
    pub span: Span,
    /// `key` of the taint.
    pub key: Spanned<String>,
    /// `operator`: `Exists` or `Equal`.
    pub operator: Spanned<String>,
    /// `effect`: `NoSchedule`, `PreferNoSchedule`, `NoExecute`.
    pub effect: Spanned<String>,
    /// `value` of the taint.
    pub value: Spanned<String>,
    /// `toleration_seconds`, which the official runner documents and ignores in a pipeline.
    pub toleration_seconds: Option<Spanned<i64>>,
    /// `tolerationseconds`, the only spelling that it knows there.
    pub toleration_seconds_official: Option<Spanned<i64>>,
}

impl Toleration {
    /// Seconds for which the taint is tolerated, in either spelling.
    pub fn seconds(&self) -> Option<i64> {
        let seconds = self.toleration_seconds.or(self.toleration_seconds_official);
        seconds.map(|seconds| seconds.value)
    }
}

/// `dns_config` of the Pod.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DnsConfig {
    /// The whole mapping; empty when there is none.
    pub span: Span,
    /// `nameservers`: addresses.
    pub nameservers: Vec<Spanned<String>>,
    /// `searches`: domains.
    pub searches: Vec<Spanned<String>>,
    /// `options` of the resolver.
    pub options: Vec<DnsOption>,
}

/// An item of `dns_config.options`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DnsOption {
    /// `name`, such as `ndots`.
    pub name: Spanned<String>,
    /// `value`, as text.
    pub value: Option<Spanned<String>>,
}

/// An item of `host_aliases`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostAlias {
    /// The whole mapping.
    pub span: Span,
    /// `ip`.
    pub ip: Spanned<String>,
    /// `hostnames`.
    pub hostnames: Vec<Spanned<String>>,
}
