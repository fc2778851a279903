//! Every request has a deadline of our own and says why it waits.
//!
//! kube's own retry policy is switched off: it retries in silence, for creates as well.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::engine::error::{Error, Kind};

/// Time for one ordinary request, retries included.
pub(super) const REQUEST: Duration = Duration::from_secs(15);
/// Time for one attempt.
const ATTEMPT: Duration = Duration::from_secs(8);

/// Runs `request` until it succeeds, fails for good or `limit` is over.
///
/// # Errors
/// The last error, worded by [`explain`] with `what` ("create the Pod") in front.
pub(super) async fn call<T, F>(
    what: &str,
    limit: Duration,
    request: impl FnMut() -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, kube::Error>>,
{
    retry(what, limit, is_transient, request).await
}

/// The same for requests of a kind that worked before: an API server that has just come back
/// refuses everybody until it has read its roles.
pub(super) async fn call_again<T, F>(
    what: &str,
    limit: Duration,
    request: impl FnMut() -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, kube::Error>>,
{
    retry(
        what,
        limit,
        |error| is_transient(error) || is_refusal(error),
        request,
    )
    .await
}

async fn retry<T, F>(
    what: &str,
    limit: Duration,
    may_pass: impl Fn(&kube::Error) -> bool,
    mut request: impl FnMut() -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, kube::Error>>,
{
    let start = Instant::now();
    let mut pause = Duration::from_millis(100);
    loop {
        let left = limit.saturating_sub(start.elapsed());
        let error = match timeout(ATTEMPT.min(left), request()).await {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) if !may_pass(&error) => return Err(explain(what, &error)),
            Ok(Err(error)) => explain(what, &error),
            Err(_) => Error::new(
                Kind::Unreachable,
                format!("cannot {what}: the API server did not answer in time"),
            ),
        };
        if start.elapsed() + pause >= limit {
            return Err(error);
        }
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(2));
    }
}

/// Whether the server says that the user may not do this, or is unknown.
pub(super) fn is_refusal(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if matches!(status.code, 401 | 403))
}

/// Whether the same request may succeed a moment later.
pub(super) fn is_transient(error: &kube::Error) -> bool {
    match error {
        kube::Error::Api(status) => {
            matches!(status.code, 429 | 500 | 502 | 503 | 504)
                // Two objects that count against one quota at the same moment.
                || (status.code == 409 && status.message.contains("resourcequota"))
        }
        kube::Error::HyperError(_)
        | kube::Error::ReadEvents(_)
        | kube::Error::UpgradeConnection(_) => true,
        // A certificate that is not accepted stays so; everything else on the wire may pass.
        kube::Error::Service(_) => !text_of(error).contains("certificate"),
        _ => false,
    }
}

/// Whether the server says that the object is not there.
pub(super) fn is_not_found(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if status.code == 404)
}

/// An error of a request in words for a person.
pub(super) fn explain(what: &str, error: &kube::Error) -> Error {
    match error {
        kube::Error::Api(status) => explain_status(what, status.code, &status.message),
        kube::Error::Auth(source) => Error::new(
            Kind::Unauthorized,
            format!("cannot {what}: the credentials of the kubeconfig do not work: {source}"),
        )
        .hint("log in again, or run the credential plugin of the kubeconfig by hand"),
        _ => {
            let text = text_of(error);
            let hint = if text.contains("certificate") {
                "the server's certificate does not fit the kubeconfig: check certificate-authority \
                 and server, and the clock of this machine"
            } else {
                "check the network or VPN, and that `kubectl cluster-info` answers with the same \
                 context"
            };
            Error::new(Kind::Unreachable, format!("cannot {what}: {text}")).hint(hint)
        }
    }
}

fn explain_status(what: &str, code: u16, message: &str) -> Error {
    let text = format!("cannot {what}: {}", message.trim());
    match code {
        401 => Error::new(
            Kind::Unauthorized,
            format!(
                "cannot {what}: the API server does not accept the credentials (401 Unauthorized)"
            ),
        )
        .hint("the token or certificate of this context is wrong or has expired: log in again"),
        403 if message.contains("exceeded quota") => Error::new(Kind::Rejected, text)
            .hint("free some of the quota of the namespace, or take another one with --namespace"),
        403 if message.contains("PodSecurity") || message.contains("denied the request") => {
            Error::new(Kind::Rejected, text)
                .hint("a policy of this namespace refuses the Pod: see `exec --dry-run -o yaml`")
        }
        403 if message.contains("is being terminated") => Error::new(Kind::Rejected, text)
            .hint("wait until the namespace is gone, or take another one with --namespace"),
        403 => Error::new(Kind::Forbidden, text)
            .hint("ask for the rights that the README lists under \"Rights\""),
        404 if message.contains("namespaces") => Error::new(Kind::Rejected, text)
            .hint("create the namespace, or take another one with --namespace"),
        400 | 409 | 413 | 422 => Error::new(Kind::Rejected, text),
        _ => Error::new(Kind::Unreachable, text),
    }
}

/// All causes of an error in one line, without repeating one inside the next.
pub(super) fn text_of(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let next = cause.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        source = cause.source();
    }
    text
}
