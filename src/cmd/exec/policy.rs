//! `--policy`.

use crate::cli::ExecArgs;
use crate::manifest::{Policy, load_policies};
use crate::plan::{Facts, check_metadata, choose};
use crate::source::{Color, Problem, Source, render_all};

/// The policy of the file that holds for the build.
///
/// # Errors
/// For a person: what is wrong with the file, with its places.
pub(super) fn read(
    args: &ExecArgs,
    facts: &Facts,
    notes: &mut Vec<String>,
) -> Result<Option<Policy>, String> {
    let Some(path) = &args.official.policy else {
        return Ok(None);
    };
    let bytes = std::fs::read(path)
        .map_err(|error| format!("cannot read the policy file {}: {error}", path.display()))?;
    let source = Source::from_bytes(path.display().to_string(), &bytes);
    let (policies, mut problems) = load_policies(&source);
    problems.extend(
        policies
            .iter()
            .flat_map(|policy| check_metadata(&policy.metadata)),
    );
    if problems.iter().any(Problem::is_error) {
        let mut text = format!("the policy file {} cannot be used\n", path.display());
        // Writing to a string does not fail.
        let _ = render_all(&source, &problems, Color::Never, &mut text);
        return Err(text.trim_end().to_owned());
    }
    let Some(policy) = choose(&policies, facts).cloned() else {
        notes.push(format!(
            "no policy of {} matches this build, and none is named `default`",
            path.display()
        ));
        return Ok(None);
    };
    let wanted = policy.metadata.namespace.as_str();
    if let Some(chosen) = &args.cluster.namespace
        && !wanted.is_empty()
        && chosen != wanted
    {
        return Err(format!(
            "--namespace says `{chosen}`, the policy `{}` of {} says `{wanted}`\n  leave \
             --namespace out, or remove metadata.namespace from the policy",
            policy.name.value,
            path.display()
        ));
    }
    notes.push(format!(
        "the policy `{}` of {} applies",
        policy.name.value,
        path.display()
    ));
    Ok(Some(policy))
}
