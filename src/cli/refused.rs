//! Flags of the official tools that cannot mean anything here.

use clap::error::{ContextKind, ContextValue, ErrorKind};

const TMATE: &str = "there are no tmate sessions here\n  while a step runs, \
                     `kubectl exec` opens a shell in its container";
const SERVER: &str = "no Drone server is asked\n  facts about it are given by --system-host and \
                      --system-proto";
const REQUESTS: &str = "the run keeps few connections open and limits itself\n  leave the flag out";
const PROXY: &str = "the cluster is reached through the proxy of the kubeconfig (`proxy-url`) or of \
                     HTTPS_PROXY, which may be socks5://\n  set one of them";

/// Flags, why they are refused and what to do instead.
const REFUSED: [(&str, &str); 21] = [
    (
        "--network",
        "it names docker networks; the steps and services of a run share one Pod and its network\n  \
         reach a service by its name or as localhost; what is outside is reached as from any Pod",
    ),
    ("--tmate-image", TMATE),
    ("--tmate-enabled", TMATE),
    ("--no-tmate-enabled", TMATE),
    ("--tmate-server-host", TMATE),
    ("--tmate-server-port", TMATE),
    ("--tmate-server-rsa-fingerprint", TMATE),
    ("--tmate-server-ed25519-fingerprint", TMATE),
    (
        "--engine-container-start-timeout",
        "containers start with the Pod, and an image that cannot be pulled is told at once\n  \
         --pull-timeout says how long a pull may fail for passing reasons, --schedule-timeout how \
         long the Pod may wait for a node",
    ),
    ("--kube-client-qps", REQUESTS),
    ("--kube-client-burst", REQUESTS),
    (
        "--netrc-clone-only",
        "the working tree is uploaded, and all steps get the login\n  leave the flag out",
    ),
    (
        "--spec",
        "it belongs to `drone-runner-kube compile`\n  --dry-run -o yaml prints the objects",
    ),
    ("--source", "the file is an argument: drone-k8s exec FILE"),
    ("--token", SERVER),
    ("-t", SERVER),
    ("--server", SERVER),
    ("--autoscaler", SERVER),
    (
        "--skip-verify",
        "no Drone server is asked, and the certificate of the cluster is always checked unless the \
         kubeconfig says `insecure-skip-tls-verify`\n  leave the flag out",
    ),
    ("--socks-proxy", PROXY),
    ("--socks-proxy-off", PROXY),
];

/// What to say instead of the parser's error: the flag is one of the official tools', and why it is
/// not taken.
pub fn refused(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let (_, why) = REFUSED.iter().find(|(name, _)| name == flag)?;
    Some(format!("{flag} cannot be used here: {why}"))
}
