//! `.drone-k8s.yaml`: what a project wants of its rules.

use std::path::Path;

use ignore::gitignore::GitignoreBuilder;
use serde::Deserialize;

use super::{Choices, Levels};

/// A configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What concerns `lint`.
    lint: LintConfig,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LintConfig {
    trusted: bool,
    select: Vec<String>,
    ignore: Vec<String>,
    error: Vec<String>,
    warn: Vec<String>,
    /// More choices for some files.
    paths: Vec<PathConfig>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PathConfig {
    /// A pattern as in `.gitignore`, from the folder of the configuration.
    path: String,
    #[serde(default)]
    trusted: bool,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    error: Vec<String>,
    #[serde(default)]
    warn: Vec<String>,
}

impl Config {
    /// Reads the text of a configuration file.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn read(text: &str) -> Result<Self, String> {
        // An empty file, or one of comments only, is no configuration.
        let config: Option<Self> = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        Ok(config.unwrap_or_default())
    }

    /// What holds for a file: its levels, and whether it is trusted. `folder` is that of the
    /// configuration.
    ///
    /// # Errors
    /// Names of rules that do not exist, and patterns that are none.
    pub fn for_file(&self, folder: &Path, file: &Path) -> Result<(Levels, bool), String> {
        let own = &self.lint;
        let mut levels = Levels::default();
        levels.apply(&Choices {
            select: own.select.clone(),
            ignore: own.ignore.clone(),
            error: own.error.clone(),
            warn: own.warn.clone(),
        })?;
        let mut trusted = own.trusted;
        for some in &own.paths {
            let mut pattern = GitignoreBuilder::new(folder);
            pattern
                .add_line(None, &some.path)
                .map_err(|error| error.to_string())?;
            let pattern = pattern.build().map_err(|error| error.to_string())?;
            let below = file.strip_prefix(folder).unwrap_or(file);
            // A path with a root would be a panic of the crate.
            if below.has_root()
                || !pattern
                    .matched_path_or_any_parents(below, false)
                    .is_ignore()
            {
                continue;
            }
            trusted |= some.trusted;
            levels.apply(&Choices {
                select: Vec::new(),
                ignore: some.ignore.clone(),
                error: some.error.clone(),
                warn: some.warn.clone(),
            })?;
        }
        Ok((levels, trusted))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Config;
    use crate::source::{Problem, Span};

    #[test]
    fn paths_have_choices_of_their_own() {
        let text =
            "lint:\n  paths:\n  - {path: 'old/**', ignore: [missing-image], trusted: true}\n";
        let config = Config::read(text).unwrap_or_else(|error| panic!("{error}"));
        for (file, left, trusted) in [("/p/old/a.yml", 0, true), ("/p/new.yml", 1, false)] {
            let (levels, own) = config
                .for_file(Path::new("/p"), Path::new(file))
                .unwrap_or_else(|error| panic!("{error}"));
            let mut problems = vec![Problem::error("missing-image", Span::default(), "")];
            levels.judge(&mut problems);
            assert_eq!((problems.len(), own), (left, trusted), "{file}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        assert!(Config::read("# nothing\n").is_ok());
        let error = Config::read("lint: {ignroe: []}").unwrap_err();
        assert!(error.contains("ignroe"), "{error}");
        let config = Config::read("lint: {ignore: [nothing]}").unwrap_or_default();
        assert!(config.for_file(Path::new("/"), Path::new("/x")).is_err());
    }
}
