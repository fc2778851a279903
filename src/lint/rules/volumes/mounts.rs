//! Where volumes are mounted.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, Step, workspace};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK406",
    name: "reserved-mount-path",
    severity: Severity::Error,
    refused: true,
    summary: "A volume is mounted over the runner's own files in `/run/drone`.",
    why: "The runner keeps the status of the pipeline in `/run/drone/env`; a volume there would hide it. Paths are compared as text, so `/run/drones` is refused too.",
    official: "Refuses the pipeline.",
    fix: Fixable::No,
    bad: "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: «/run/drone/cache»
",
    good: "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
    check: Check::Step(reserved_path),
}];

/// Paths that begin with `/run/drone`, after `.` and `..` are worked out. Like the official linter
/// this compares text, so that `/run/drones` is refused too.
fn reserved_path(cx: &mut Context<'_>, _: &Pipeline, step: &Step) {
    for mount in &step.volumes {
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
pub(super) fn clean(path: &str) -> String {
    let whole = workspace::clean(path);
    if path.starts_with('/') {
        whole
    } else {
        whole.trim_start_matches('/').to_owned()
    }
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
