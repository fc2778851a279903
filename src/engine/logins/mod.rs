//! Logins for the registries that a pipeline pulls from, as this machine's docker and podman have them.
//!
//! Only the registries of images that are really pulled are looked up. What cannot be used is told and
//! left out: most images need no login, and the cluster's refusal says which registry wanted one.

mod config;
mod helper;

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::thread;

use config::Config;

use crate::plan::{Login, SecretText, covers, image, registry_of};

/// Where to look.
#[derive(Debug, Clone)]
pub enum Places {
    /// One docker config that must be there: `--registry-config`.
    Given(PathBuf),
    /// Those of docker and podman; each may be missing. The first that has a login wins.
    Usual(Vec<PathBuf>),
}

/// The files that docker and podman keep logins in, as the environment says.
pub fn usual(env: &dyn Fn(&str) -> Option<String>) -> Places {
    let folder = |name: &str| {
        env(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let home = folder("HOME").or_else(|| folder("USERPROFILE"));
    let below = |base: &Option<PathBuf>, path: &str| base.as_ref().map(|base| base.join(path));
    let docker = folder("DOCKER_CONFIG").or_else(|| below(&home, ".docker"));
    let files = [
        below(&docker, "config.json"),
        folder("REGISTRY_AUTH_FILE"),
        below(&folder("XDG_RUNTIME_DIR"), "containers/auth.json"),
        // Where there is no runtime folder: macOS and Windows.
        below(&home, ".config/containers/auth.json"),
    ];
    Places::Usual(files.into_iter().flatten().collect())
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// One for each registry, or part of one.
    pub logins: Vec<Login>,
    /// For a person.
    pub notes: Vec<String>,
}

/// Looks for a login for each of `images`, unless one of `covered` (registries that have one already)
/// is for it. Credential helpers do not see environment variables that hold one of `hidden`.
///
/// # Errors
/// For a person, when a file that was given by name cannot be used.
pub fn find<'a>(
    places: &Places,
    images: impl IntoIterator<Item = &'a str>,
    covered: &[String],
    hidden: &[&SecretText],
) -> Result<Found, String> {
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in images {
        let repository = image::repository(name);
        if !covered.iter().any(|registry| covers(registry, &repository)) {
            let host = registry_of(name);
            wanted.entry(host).or_default().insert(repository);
        }
    }
    let mut found = Found::default();
    if wanted.is_empty() {
        return Ok(found);
    }
    let configs = read(places, &mut found.notes)?;
    // A helper may take its whole time: all registries at once.
    let answers: Vec<Found> = thread::scope(|scope| {
        let lookups: Vec<_> = wanted
            .iter()
            .map(|(host, repositories)| {
                let configs = &configs;
                scope.spawn(move || of_host(host, repositories, configs, hidden))
            })
            .collect();
        lookups
            .into_iter()
            .filter_map(|lookup| lookup.join().ok())
            .collect()
    });
    for answer in answers {
        found.logins.extend(answer.logins);
        found.notes.extend(answer.notes);
    }
    found.notes.sort();
    found.notes.dedup();
    Ok(found)
}

fn read(places: &Places, notes: &mut Vec<String>) -> Result<Vec<Config>, String> {
    let (paths, must) = match places {
        Places::Given(path) => (std::slice::from_ref(path), true),
        Places::Usual(paths) => (paths.as_slice(), false),
    };
    let mut configs = Vec::new();
    for path in paths {
        let name = path.display();
        let trouble = match std::fs::read_to_string(path) {
            Ok(text) => match Config::parse(&text, &name.to_string()) {
                Ok(config) => {
                    configs.push(config);
                    continue;
                }
                Err(why) => format!("{name} is no docker config: {why}"),
            },
            Err(error) if error.kind() == ErrorKind::NotFound && !must => continue,
            Err(error) => format!("cannot read {name}: {error}"),
        };
        if must {
            return Err(trouble);
        }
        notes.push(format!("{trouble}; no registry logins are taken from it"));
    }
    Ok(configs)
}

/// The logins for one registry: those for a part of it where there are some, else one for the whole.
fn of_host(
    host: &str,
    repositories: &BTreeSet<String>,
    configs: &[Config],
    hidden: &[&SecretText],
) -> Found {
    let mut found = Found::default();
    let mut whole = false;
    for repository in repositories {
        match configs
            .iter()
            .find_map(|config| config.for_part(host, repository))
        {
            Some(login) if !found.logins.contains(&login) => found.logins.push(login),
            Some(_) => {}
            None => whole = true,
        }
    }
    if whole {
        let login = configs
            .iter()
            .find_map(|config| config.for_host(host, hidden, &mut found.notes));
        found.logins.extend(login);
    }
    found
}

#[cfg(test)]
mod tests;
