//! Where volumes are mounted.

use super::super::Context;

/// Paths that begin with `/run/drone`, after `.` and `..` are worked out. Like the official linter
/// this compares text, so that `/run/drones` is refused too.
pub(super) fn reserved_path(cx: &mut Context<'_>) {
    let pipeline = cx.pipeline;
    let steps = pipeline.services.iter().chain(&pipeline.steps);
    for mount in steps.flat_map(|step| &step.volumes) {
        if clean(&mount.path).starts_with("/run/drone") {
            let message = "a volume cannot be mounted at or beside `/run/drone`";
            let problem = cx.report(mount.path.span, message);
            problem.help =
                Some("the runner keeps its own files there; use another path".to_owned());
            problem.official = Some("linter: cannot mount volume at /run/drone".to_owned());
        }
    }
}

/// A path without `.`, `..` and empty parts.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    root.to_owned() + &parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn dots_are_worked_out() {
        assert_eq!(clean("/run/drone/../drone/x"), "/run/drone/x");
        assert_eq!(clean("//var/./../run/drone"), "/run/drone");
        assert_eq!(clean("/../run/drone/"), "/run/drone");
        assert_eq!(clean("run/drone"), "run/drone");
    }
}
