//! The contexts that a person said yes to, in a small file of the user's.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The file and what it holds. A file that cannot be read holds nothing: then it is asked again.
pub(super) struct Remembered {
    path: Option<PathBuf>,
    contexts: Vec<Entry>,
}

/// A context by its name and its server: the same name may come to mean another cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    context: String,
    server: String,
}

impl Remembered {
    /// Reads the file below the folder that the environment names for settings.
    pub(super) fn new(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let path = folder(env).map(|folder| folder.join("contexts.json"));
        let text = path.as_ref().and_then(|path| fs::read(path).ok());
        let contexts = text.and_then(|text| serde_json::from_slice(&text).ok());
        Self {
            path,
            contexts: contexts.unwrap_or_default(),
        }
    }

    pub(super) fn holds(&self, context: &str, server: &str) -> bool {
        let mut entries = self.contexts.iter();
        entries.any(|entry| entry.context == context && entry.server == server)
    }

    /// Writes the file with one more context; gives its path. Another process sees the old file or
    /// the new one, never a part.
    pub(super) fn add(self, context: &str, server: &str) -> Result<String, String> {
        let path = self.path.ok_or("there is no home folder")?;
        let mut contexts = self.contexts;
        contexts.push(Entry {
            context: context.to_owned(),
            server: server.to_owned(),
        });
        replace(&path, &contexts).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(path.display().to_string())
    }
}

fn replace(path: &Path, contexts: &[Entry]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, contexts)?;
    file.write_all(b"\n")?;
    file.persist(path)?;
    Ok(())
}

/// The user's folder for settings: as `XDG_CONFIG_HOME` says, or as is usual on the system.
fn folder(env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let named = |name: &str| {
        env(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = named("XDG_CONFIG_HOME")
        .or_else(|| named("APPDATA").filter(|_| cfg!(windows)))
        .or_else(|| {
            Some(
                named("HOME")
                    .or_else(|| named("USERPROFILE"))?
                    .join(".config"),
            )
        });
    Some(base?.join("drone-k8s"))
}

#[cfg(test)]
mod tests {
    use super::Remembered;

    #[test]
    fn what_is_added_is_remembered() {
        let home = tempfile::tempdir().unwrap();
        let text = home.path().display().to_string();
        let env = |name: &str| (name == "XDG_CONFIG_HOME").then(|| text.clone());
        assert!(!Remembered::new(&env).holds("prod", "https://a"));
        Remembered::new(&env).add("prod", "https://a").unwrap();
        Remembered::new(&env).add("live", "https://b").unwrap();
        assert!(Remembered::new(&env).holds("prod", "https://a"));
        assert!(Remembered::new(&env).holds("live", "https://b"));
        assert!(!Remembered::new(&env).holds("prod", "https://b"));
        let files = std::fs::read_dir(home.path().join("drone-k8s")).unwrap();
        assert_eq!(files.count(), 1);
    }

    #[test]
    fn a_broken_file_remembers_nothing() {
        let home = tempfile::tempdir().unwrap();
        let text = home.path().display().to_string();
        let env = |name: &str| (name == "XDG_CONFIG_HOME").then(|| text.clone());
        std::fs::create_dir(home.path().join("drone-k8s")).unwrap();
        std::fs::write(home.path().join("drone-k8s/contexts.json"), "{[").unwrap();
        assert!(!Remembered::new(&env).holds("prod", "https://a"));
        assert!(Remembered::new(&|_| None).add("prod", "https://a").is_err());
    }
}
