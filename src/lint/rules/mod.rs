//! The table of rules; one file per rule or family of rules.

mod dependencies;
mod mounts;
mod resources;
mod steps;
mod trust;
mod volumes;

use super::Rule;
use crate::source::Severity::Error;

/// All rules by number.
pub static RULES: &[Rule] = &[
    Rule {
        id: "DK110",
        name: "null-entry",
        severity: Error,
        about: "An item of `services`, `volumes` or a step's `volumes` is empty.",
        check: steps::null_entries,
    },
    Rule {
        id: "DK112",
        name: "missing-name",
        severity: Error,
        about: "A volume has no name.",
        check: volumes::missing_name,
    },
    Rule {
        id: "DK114",
        name: "duplicate-step-name",
        severity: Error,
        about: "Two of the clone step, services and steps have the same name.",
        check: steps::duplicate_names,
    },
    Rule {
        id: "DK116",
        name: "missing-image",
        severity: Error,
        about: "A step or service has no image.",
        check: steps::missing_image,
    },
    Rule {
        id: "DK201",
        name: "unknown-dependency",
        severity: Error,
        about: "A step depends on one that does not exist.",
        check: dependencies::unknown,
    },
    Rule {
        id: "DK202",
        name: "forward-dependency",
        severity: Error,
        about: "A step depends on one that is declared later.",
        check: dependencies::forward,
    },
    Rule {
        id: "DK203",
        name: "self-dependency",
        severity: Error,
        about: "A step depends on itself.",
        check: dependencies::on_itself,
    },
    Rule {
        id: "DK205",
        name: "clone-dependency-disabled",
        severity: Error,
        about: "A step depends on the clone step, which is disabled.",
        check: dependencies::on_disabled_clone,
    },
    Rule {
        id: "DK405",
        name: "reserved-volume-name",
        severity: Error,
        about: "A volume or mount has a name that the runner uses itself.",
        check: volumes::reserved_names,
    },
    Rule {
        id: "DK406",
        name: "reserved-mount-path",
        severity: Error,
        about: "A volume is mounted over the runner's own files in `/run/drone`.",
        check: mounts::reserved_path,
    },
    Rule {
        id: "DK408",
        name: "needs-trusted",
        severity: Error,
        about: "Something that gives power over the node, in a repository that is not trusted.",
        check: trust::check,
    },
    Rule {
        id: "DK506",
        name: "stage-limits",
        severity: Error,
        about: "Resource limits on the pipeline; only steps can have them.",
        check: resources::stage_limits,
    },
];
