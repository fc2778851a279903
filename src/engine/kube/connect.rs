//! From the kubeconfig to a client.

use std::path::PathBuf;
use std::time::Duration;

use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

use crate::engine::error::{Error, Kind};

/// How to find the cluster: the flags of kubectl.
#[derive(Debug, Clone, Default)]
pub struct ClusterOptions {
    /// `--kubeconfig`; otherwise the files of `KUBECONFIG`, merged, or `~/.kube/config`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`; otherwise the current one.
    pub context: Option<String>,
    /// `--namespace`; otherwise that of the context, or `default`.
    pub namespace: Option<String>,
    /// `--as`: a user to impersonate.
    pub impersonate: Option<String>,
}

/// A client, and what to tell a person about it.
pub struct Cluster {
    /// Speaks to the API server.
    pub client: Client,
    /// Namespace of all objects of the run.
    pub namespace: String,
    /// Name of the context.
    pub context: Option<String>,
    /// Address of the API server.
    pub server: String,
}

/// Reads the kubeconfig and makes a client. No request is sent.
///
/// `Config::infer` is not used: it lets environment variables meant for debugging redirect the
/// client to another server.
///
/// # Errors
/// [`Kind::Config`] with the file or field that is wrong.
pub async fn connect(options: &ClusterOptions) -> Result<Cluster, Error> {
    let kubeconfig = read(options)?;
    let context = options
        .context
        .clone()
        .or_else(|| kubeconfig.current_context.clone());
    if context.as_deref().is_none_or(str::is_empty) {
        return Err(
            Error::new(Kind::Config, "the kubeconfig names no current context")
                .hint("choose one with --context NAME or `kubectl config use-context NAME`"),
        );
    }
    if let Some(name) = &context
        && !kubeconfig.contexts.iter().any(|entry| &entry.name == name)
    {
        let known: Vec<&str> = kubeconfig
            .contexts
            .iter()
            .map(|c| c.name.as_str())
            .collect();
        return Err(Error::new(
            Kind::Config,
            format!("the kubeconfig has no context `{name}`"),
        )
        .hint(format!("contexts in it: {}", known.join(", "))));
    }
    let selection = KubeConfigOptions {
        context: context.clone(),
        ..KubeConfigOptions::default()
    };
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &selection)
        .await
        .map_err(|error| config_error(&error))?;
    config.default_retry = false;
    config.connect_timeout = Some(Duration::from_secs(5));
    if let Some(user) = &options.impersonate {
        config.auth_info.impersonate = Some(user.clone());
    }
    let namespace = options
        .namespace
        .clone()
        .unwrap_or_else(|| config.default_namespace.clone());
    let server = config.cluster_url.to_string();
    let client = Client::try_from(config).map_err(|error| config_error(&error))?;
    Ok(Cluster {
        client,
        namespace,
        context,
        server,
    })
}

fn read(options: &ClusterOptions) -> Result<Kubeconfig, Error> {
    let Some(path) = &options.kubeconfig else {
        return Kubeconfig::read().map_err(|error| config_error(&error));
    };
    Kubeconfig::read_from(path).map_err(|error| config_error(&error))
}

fn config_error(error: &dyn std::error::Error) -> Error {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let next = cause.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        source = cause.source();
    }
    Error::new(Kind::Config, format!("cannot use the kubeconfig: {text}"))
        .hint("see `kubectl config view`; choose another file with --kubeconfig FILE")
}
