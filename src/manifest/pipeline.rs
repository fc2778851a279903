//! A `kind: pipeline`, `type: kubernetes` document.

use super::{
    CloneSettings, Concurrency, Conditions, DnsConfig, HostAlias, Map, Metadata, Platform,
    Resources, Step, Toleration, Volume, Workspace,
};
use crate::source::{Span, Spanned};

/// A Kubernetes pipeline with every field the official runner reads, and where each stands.
///
/// Fields that the file does not have hold their empty value; see [`Spanned`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pipeline {
    /// The whole mapping.
    pub span: Span,
    /// `version`: read, no effect.
    pub version: Spanned<String>,
    /// `kind`, always `pipeline`.
    pub kind: Spanned<String>,
    /// `type`, always `kubernetes`.
    pub pipeline_type: Spanned<String>,
    /// `name`; empty means `default`, see [`Pipeline::display_name`].
    pub name: Spanned<String>,
    /// `depends_on`: pipelines that must have succeeded first. Only a Drone server looks at it.
    pub depends_on: Vec<Spanned<String>>,
    /// `deps`: the only spelling the runner itself reads; no effect.
    pub deps: Vec<Spanned<String>>,
    /// `node`: routing to a runner by a server.
    pub node: Map<Spanned<String>>,
    /// `concurrency`: only a server looks at it.
    pub concurrency: Concurrency,
    /// `clone`: how the repository is fetched.
    pub clone: CloneSettings,
    /// `platform`.
    pub platform: Platform,
    /// `trigger`: only a server looks at it.
    pub trigger: Conditions,
    /// `resources` of the whole Pod: `requests` are shared out over the containers; `limits` are
    /// refused here by the linter.
    pub resources: Resources,
    /// `environment` of all steps: text only, secrets are not possible here.
    pub environment: Map<Spanned<String>>,
    /// `services`, which start first and run until the pipeline ends.
    pub services: Vec<Step>,
    /// `steps`.
    pub steps: Vec<Step>,
    /// `volumes` that steps can mount.
    pub volumes: Vec<Volume>,
    /// `image_pull_secrets`: names of **Drone** secrets that hold a docker `config.json`.
    pub image_pull_secrets: Vec<Spanned<String>>,
    /// `workspace`.
    pub workspace: Workspace,
    /// `metadata` of the Pod.
    pub metadata: Metadata,
    /// `node_name`: pins the Pod to a node.
    pub node_name: Spanned<String>,
    /// `node_selector`: labels the node must have.
    pub node_selector: Map<Spanned<String>>,
    /// `tolerations`.
    pub tolerations: Vec<Toleration>,
    /// `service_account_name` of the Pod.
    pub service_account_name: Spanned<String>,
    /// `dns_config` of the Pod.
    pub dns_config: DnsConfig,
    /// `host_aliases` of the Pod.
    pub host_aliases: Vec<HostAlias>,
    /// Empty list items (`- ` with nothing after it); such items are in none of the lists above.
    pub null_entries: Vec<NullEntry>,
}

impl Pipeline {
    /// The name to show: `default` when the file gives none, as the runner treats both alike.
    pub fn display_name(&self) -> &str {
        super::name_or_default(&self.name.value)
    }
}

/// An empty item in a list of mappings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NullEntry {
    /// The list it is in.
    pub list: NullList,
    /// Where it is.
    pub span: Span,
}

/// Lists in which an empty item is an error (or, with the official runner, a crash).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullList {
    /// `steps` of the pipeline.
    Steps,
    /// `services` of the pipeline.
    Services,
    /// `volumes` of the pipeline.
    Volumes,
    /// `volumes` of a step or service.
    Mounts,
}
