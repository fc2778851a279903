//! From the kubeconfig to a client.

use std::path::PathBuf;
use std::time::Duration;

use kube::config::{AuthInfo, KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

use super::call::text_of;
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
    /// Environment variables that hold secrets of the pipeline: a program that gives the credentials
    /// does not get them.
    pub hidden_env: Vec<String>,
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
    /// Its host, and its port if the address has one.
    pub host: String,
    /// Who the server sees: the user's name in the kubeconfig, or the one who is impersonated.
    pub user: Option<String>,
    /// The server's certificate is not checked: `insecure-skip-tls-verify`.
    pub insecure: bool,
}

/// Reads the kubeconfig and makes a client. No request is sent.
///
/// `Config::infer` is not used: it lets environment variables meant for debugging redirect the
/// client to another server.
///
/// # Errors
/// [`Kind::Config`] with the file or field that is wrong.
pub async fn connect(options: &ClusterOptions) -> Result<Cluster, Error> {
    let mut kubeconfig = read(options)?;
    hide(&mut kubeconfig, &options.hidden_env);
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
    let name = user_name(&kubeconfig, context.as_deref());
    let user = user(&kubeconfig, context.as_deref())?;
    let login = user.and_then(|user| user.exec.as_ref()?.command.clone());
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
    let host = config.cluster_url.authority().map(ToString::to_string);
    let insecure = config.accept_invalid_certs;
    let client = Client::try_from(config).map_err(|error| match (&error, &login) {
        (kube::Error::Auth(_), Some(program)) => login_error(program, &error, &options.hidden_env),
        _ => config_error(&error),
    })?;
    Ok(Cluster {
        client,
        namespace,
        context,
        host: host.unwrap_or_else(|| server.clone()),
        server,
        user: options.impersonate.clone().or(name),
        insecure,
    })
}

fn read(options: &ClusterOptions) -> Result<Kubeconfig, Error> {
    if let Some(path) = &options.kubeconfig {
        return Kubeconfig::read_from(path).map_err(|error| config_error(&error));
    }
    let list = std::env::var_os("KUBECONFIG").unwrap_or_default();
    let paths: Vec<PathBuf> = std::env::split_paths(&list)
        .filter(|path| !path.as_os_str().is_empty())
        .collect();
    if paths.len() < 2 {
        return Kubeconfig::read().map_err(|error| config_error(&error));
    }
    merged(&paths)
}

/// Several files as one configuration. As for kubectl, those that do not exist are passed over.
fn merged(paths: &[PathBuf]) -> Result<Kubeconfig, Error> {
    let there: Vec<&PathBuf> = paths.iter().filter(|path| path.exists()).collect();
    if there.is_empty() {
        return Err(
            Error::new(Kind::Config, "none of the files in KUBECONFIG exists")
                .hint("choose another file with --kubeconfig FILE"),
        );
    }
    there
        .into_iter()
        .try_fold(Kubeconfig::default(), |merged, path| {
            merged.merge(Kubeconfig::read_from(path)?)
        })
        .map_err(|error| config_error(&error))
}

/// The user of a context. kube takes a name that is not there for nobody, and the server's refusal
/// would then say nothing about the kubeconfig.
fn user<'a>(
    kubeconfig: &'a Kubeconfig,
    context: Option<&str>,
) -> Result<Option<&'a AuthInfo>, Error> {
    let Some(name) = user_name(kubeconfig, context) else {
        return Ok(None);
    };
    let user = kubeconfig
        .auth_infos
        .iter()
        .find(|user| user.name == *name)
        .ok_or_else(|| {
            let context = context.unwrap_or_default();
            let message =
                format!("the kubeconfig has no user `{name}`, which context `{context}` names");
            Error::new(Kind::Config, message).hint("see `kubectl config view`")
        })?;
    Ok(user.auth_info.as_ref())
}

/// The name of the user of a context.
fn user_name(kubeconfig: &Kubeconfig, context: Option<&str>) -> Option<String> {
    let mut contexts = kubeconfig.contexts.iter();
    let entry = contexts.find(|entry| context == Some(entry.name.as_str()))?;
    let name = entry.context.as_ref()?.user.clone()?;
    Some(name).filter(|name| !name.is_empty())
}

/// Keeps variables from the programs that give the credentials.
fn hide(kubeconfig: &mut Kubeconfig, variables: &[String]) {
    let logins = kubeconfig.auth_infos.iter_mut();
    for exec in logins.filter_map(|user| user.auth_info.as_mut()?.exec.as_mut()) {
        let dropped = exec.drop_env.get_or_insert_default();
        dropped.extend_from_slice(variables);
    }
}

/// An error of the program that gives the credentials: its own words do not name it.
fn login_error(program: &str, error: &dyn std::error::Error, hidden: &[String]) -> Error {
    let message = format!(
        "cannot log in with `{program}`, as the kubeconfig says: {}",
        text_of(error)
    );
    let hint = "run the program by hand, or `kubectl cluster-info`";
    if hidden.is_empty() {
        return Error::new(Kind::Config, message).hint(hint);
    }
    let names = hidden.join(", ");
    Error::new(Kind::Config, message).hint(format!(
        "{hint}; it does not see {names}, which --secret takes: if it needs that, give the secret \
         with --secret-file"
    ))
}

fn config_error(error: &dyn std::error::Error) -> Error {
    let message = format!("cannot use the kubeconfig: {}", text_of(error));
    Error::new(Kind::Config, message)
        .hint("see `kubectl config view`; choose another file with --kubeconfig FILE")
}
