//! The shell scripts in `sh/`, which run in the Pod.

/// A shell script of ours without its comments: it travels with every request.
pub(super) fn script(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty())
        .fold(String::with_capacity(text.len()), |script, line| {
            script + line + "\n"
        })
}
