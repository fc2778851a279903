//! Registry logins of this machine for the run.

use crate::Io;
use crate::cli::ExecArgs;
use crate::engine::error::{Error, Kind};
use crate::engine::logins::{Found, Places, find, usual};
use crate::plan::{Compiled, registries_in};

/// Adds the logins that the images of the run need, with a note of what is handed to the cluster.
/// Those of `image_pull_secrets` win.
pub(super) fn add(args: &ExecArgs, compiled: &mut Compiled, io: &Io) -> Result<(), Error> {
    if args.registries.no_registry_login {
        return Ok(());
    }
    let places = match &args.registries.registry_config {
        // Old versions of the official tool took an address with a password in it.
        Some(path) if path.to_string_lossy().contains("://") => {
            let message =
                "--registry-config takes the name of a docker config.json, not an address";
            return Err(Error::new(Kind::Config, message)
                .hint("`docker login` makes such a file in ~/.docker"));
        }
        Some(path) => Places::Given(path.clone()),
        None => usual(&*io.env),
    };
    let spec = &compiled.spec;
    let steps = spec.steps.iter().map(|step| step.image.as_str());
    let images = steps.chain([args.cluster.helper_image.as_str()]);
    let covered: Vec<String> = spec.pull_secrets.iter().flat_map(registries_in).collect();
    let hidden: Vec<_> = spec.secrets.values().collect();
    let found = find(&places, images, &covered, &hidden)
        .map_err(|why| Error::new(Kind::Config, format!("--registry-config: {why}")))?;
    let Found { logins, notes } = found;
    compiled.notes.extend(notes);
    for login in &logins {
        compiled.notes.push(format!(
            "the cluster pulls images of {} with your login from {}",
            login.registry, login.source
        ));
    }
    compiled.spec.logins = logins;
    Ok(())
}
