//! Variables that a person sets, and the question which there are.

use std::path::PathBuf;

use clap::Args;

/// Variables of all steps.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Variables")]
pub struct VariableArgs {
    /// Set a variable of every step and of `${…}`; KEY alone takes its value from this process
    ///
    /// It wins over everything else that sets the variable: facts about the build, the pipeline's
    /// `environment`, a step's own `environment`, settings and secrets. Conditions such as
    /// `when.branch` look at facts, not at variables: use the flags of facts for them.
    #[arg(short, long, value_name = "KEY[=VALUE]", value_parser = variable)]
    pub env: Vec<Variable>,
    /// Set a variable as --environ of the official runner: everything else that sets it wins
    #[arg(long, value_name = "KEY=VALUE", value_parser = super::pair)]
    pub environ: Vec<(String, String)>,
    /// Read variables from a file of KEY=VALUE lines; --environ wins over them
    #[arg(long, value_name = "FILE")]
    pub env_file: Vec<PathBuf>,
    /// Print the variables that steps and `${…}` see, and where each came from, and do nothing
    ///
    /// A line is KEY=VALUE, a comment with the origin (flag, shell, git, default, pipeline, step) and
    /// who sees it, if not all steps and `${…}` do. The value of a secret is never shown.
    #[arg(long)]
    pub print_env: bool,
}

/// `--env KEY=VALUE`, or `--env KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Name of the variable.
    pub name: String,
    /// Its value; none takes that of this process.
    pub value: Option<String>,
}

fn variable(text: &str) -> Result<Variable, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (text, None),
    };
    let is_letter = |letter: char| letter.is_ascii_graphic() && letter != '=';
    if name.is_empty() || !name.chars().all(is_letter) {
        return Err("expected KEY=VALUE, or KEY to take it from the environment".to_owned());
    }
    Ok(Variable {
        name: name.to_owned(),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn a_variable_has_a_name_and_perhaps_a_value() {
        let value = |text| variable(text).unwrap().value;
        assert_eq!(value("A=b=c"), Some("b=c".to_owned()));
        assert_eq!(value("A="), Some(String::new()));
        assert_eq!(value("A"), None);
        for wrong in ["", "=b", "a b=c", "é=1", "A\nB"] {
            assert!(variable(wrong).is_err(), "{wrong}");
        }
    }
}
