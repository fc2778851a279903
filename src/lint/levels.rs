//! Which rules count, and how much.

use super::{RULES, Rule, did_you_mean};
use crate::source::{Problem, Severity};

/// Choices of a person, in the order in which they are made: later ones win.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Only these.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// These as errors.
    pub error: Vec<String>,
    /// These as warnings.
    pub warn: Vec<String>,
}

/// The severity of each rule; none when it is off.
#[derive(Debug, Clone)]
pub struct Levels(Vec<(&'static Rule, Option<Severity>)>);

impl Default for Levels {
    fn default() -> Self {
        Self(
            RULES
                .iter()
                .map(|&rule| (rule, Some(rule.severity)))
                .collect(),
        )
    }
}

impl Levels {
    /// Makes choices.
    ///
    /// # Errors
    /// What names no rule, with the nearest name.
    pub fn apply(&mut self, choices: &Choices) -> Result<(), String> {
        if !choices.select.is_empty() {
            let mut chosen = vec![false; self.0.len()];
            for word in &choices.select {
                for at in self.named(word)? {
                    chosen[at] = true;
                }
            }
            for (level, chosen) in self.0.iter_mut().zip(chosen) {
                level.1 = chosen.then_some(level.0.severity);
            }
        }
        let lists = [
            (&choices.ignore, None),
            (&choices.error, Some(Severity::Error)),
            (&choices.warn, Some(Severity::Warning)),
        ];
        for (words, severity) in lists {
            for word in words {
                for at in self.named(word)? {
                    self.0[at].1 = severity;
                }
            }
        }
        Ok(())
    }

    /// Drops what is off and gives the rest its severity.
    pub fn judge(&self, problems: &mut Vec<Problem>) {
        problems.retain_mut(|problem| {
            let level = self.0.iter().find(|(rule, _)| rule.name == problem.code);
            match level {
                Some((_, None)) => false,
                Some((rule, Some(severity))) => {
                    if *severity != rule.severity {
                        problem.severity = *severity;
                    }
                    true
                }
                // The reader's refusals that are no rules are not up for choice.
                None => true,
            }
        });
    }

    /// Places of the rules that a word means.
    fn named(&self, word: &str) -> Result<Vec<usize>, String> {
        let is_number = word.len() > 2
            && word
                .get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case("DK"))
            && word[2..].bytes().all(|byte| byte.is_ascii_digit());
        let means = |rule: &Rule| {
            word == "all"
                || rule.name == word
                || is_number && rule.id.starts_with(&word.to_ascii_uppercase())
        };
        let found: Vec<usize> = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, (rule, _))| means(rule))
            .map(|(at, _)| at)
            .collect();
        if found.is_empty() {
            let hint = did_you_mean(word, RULES.iter().flat_map(|rule| [rule.name, rule.id]));
            let hint = hint.map_or_else(
                || "see lint --list-rules".to_owned(),
                |hint| format!("{hint} All are shown by lint --list-rules"),
            );
            return Err(format!("there is no rule `{word}`: {hint}"));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Choices, Levels};
    use crate::source::{Problem, Severity, Span};

    fn judged(choices: &[Choices]) -> Vec<Option<Severity>> {
        let mut levels = Levels::default();
        for choice in choices {
            levels
                .apply(choice)
                .unwrap_or_else(|error| panic!("{error}"));
        }
        ["missing-image", "stage-limits", "yaml"]
            .map(|code| {
                let mut problems = vec![Problem::error(code, Span::default(), "")];
                levels.judge(&mut problems);
                problems.first().map(|problem| problem.severity)
            })
            .to_vec()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn later_choices_win() {
        let (error, warning) = (Some(Severity::Error), Some(Severity::Warning));
        assert_eq!(judged(&[]), [error, error, error]);
        let select = Choices {
            select: words(&["DK1"]),
            ..Choices::default()
        };
        assert_eq!(judged(std::slice::from_ref(&select)), [error, None, error]);
        let warn = Choices {
            warn: words(&["stage-limits"]),
            ..Choices::default()
        };
        assert_eq!(judged(&[select, warn.clone()]), [error, warning, error]);
        let ignore = Choices {
            ignore: words(&["all"]),
            ..Choices::default()
        };
        assert_eq!(judged(&[warn, ignore]), [None, None, error]);
    }

    #[test]
    fn a_wrong_name_is_an_error_with_a_suggestion() {
        let choices = Choices {
            ignore: words(&["mising-image"]),
            ..Choices::default()
        };
        let error = Levels::default().apply(&choices).unwrap_err();
        assert!(error.contains("`missing-image`"), "{error}");
    }
}
