//! What is meant by keys of other places and other tools.

use crate::lint::keys::{Table, tables};

/// Where a key belongs that is in the wrong place, and its name there if it only has another name.
pub(super) fn misplaced(table: &Table, name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let is_condition = tables::CONDITIONS.get(name).is_some();
    if table.is(&tables::PIPELINE) {
        return Some(match name {
            "when" => (
                "the conditions of a pipeline are its `trigger`",
                Some("trigger"),
            ),
            "pipeline" => (
                "this is the format of Drone 0.8; now `steps` is a list",
                None,
            ),
            "branches" => ("write `trigger: {branch: […]}`", None),
            "matrix" => ("write a pipeline for each case, between `---` lines", None),
            "secrets" => ("write `from_secret` where a secret is used", None),
            _ if is_condition => ("it belongs into `trigger`", None),
            _ if tables::STEP.get(name).is_some() => ("it belongs into a step", None),
            _ => return None,
        });
    }
    if table.is(&tables::STEP) {
        return Some(match name {
            "trigger" => ("the conditions of a step are its `when`", Some("when")),
            "secrets" => (
                "write `from_secret` in `environment` or `settings`, where the secret is used",
                None,
            ),
            _ if is_condition => ("it belongs into `when`", None),
            _ if tables::PIPELINE.get(name).is_some() => {
                ("it belongs into the pipeline, outside of `steps`", None)
            }
            _ => return None,
        });
    }
    if table.is(&tables::RESOURCES) && tables::QUANTITIES.get(name).is_some() {
        return Some(("it belongs into `requests` or `limits`", None));
    }
    if table.is(&tables::VOLUME) && name == "path" {
        return Some((
            "it belongs into `host`, or into the `volumes` of a step",
            None,
        ));
    }
    if table.is(&tables::MOUNT) && tables::VOLUME.get(name).is_some() {
        return Some(("it belongs into the `volumes` of the pipeline", None));
    }
    None
}

/// What to do instead of a key that only the Docker runner knows.
pub(super) fn docker(table: &Table, name: &str) -> Option<&'static str> {
    if table.is(&tables::WORKSPACE) && name == "base" {
        return Some("delete it: `workspace.path` is the whole path");
    }
    if !table.is(&tables::STEP) {
        return None;
    }
    Some(match name {
        "dns" | "dns_search" => "use the pipeline's `dns_config`",
        "extra_hosts" => "use the pipeline's `host_aliases`",
        "mem_limit" | "memswap_limit" => "use `resources: {limits: {memory: …}}`",
        "cpu_quota" | "cpu_shares" | "cpu_period" | "cpu_set" | "cpuset" | "cpus" => {
            "use `resources: {limits: {cpu: …}}`, in thousandths of a core"
        }
        "shm_size" => "mount a volume with `temp: {medium: memory}` at `/dev/shm`",
        "ports" | "network_mode" | "network" | "networks" | "links" => {
            "delete it: all containers of a Pod share one network"
        }
        "devices" => "mount the device as a `host` volume in a `privileged` step",
        "build" | "push" => "use a plugin that builds and pushes images",
        _ => return None,
    })
}

/// What other tools call a key.
pub(super) fn synonym(table: &Table, name: &str) -> Option<&'static str> {
    if table.is(&tables::PIPELINE) {
        return Some(match name {
            "service_account" => "service_account_name",
            "env" | "variables" => "environment",
            "jobs" | "stages" => "steps",
            "needs" => "depends_on",
            _ => return None,
        });
    }
    if !table.is(&tables::STEP) {
        return None;
    }
    Some(match name {
        "env" | "envs" | "variables" => "environment",
        "script" | "run" | "cmd" | "cmds" => "commands",
        "needs" | "requires" => "depends_on",
        "workdir" | "cwd" | "working_directory" => "working_dir",
        "with" | "params" | "parameters" => "settings",
        "if" | "only" => "when",
        "pull_policy" | "image_pull_policy" => "pull",
        "mounts" | "volume_mounts" => "volumes",
        _ => return None,
    })
}
