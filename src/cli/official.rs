//! Flags of the official tools, `drone-runner-kube exec` and `drone exec`.

use clap::Args;

/// What the official tools have flags for.
#[derive(Debug, Clone, Default, Args)]
pub struct OfficialArgs {
    /// Repeat the official runner's mistakes too, such as backslashes that it eats
    #[arg(long)]
    pub compat: bool,
}
