//! All tables. They say the same as those of the reader, see the test below, and what the values are.

use super::table::Kind::{
    Bool, Condition, Each, Free, Integer, List, Map, One, Text, Texts, Variables,
};
use super::table::{Key, Table};

pub(crate) static PIPELINE: Table = Table {
    name: "pipeline",
    keys: &[
        ("kind", Text),
        ("type", Text),
        ("name", Text),
        ("version", Text),
        ("metadata", One(&METADATA)),
        ("platform", One(&PLATFORM)),
        ("clone", One(&CLONE)),
        ("concurrency", One(&CONCURRENCY)),
        ("workspace", One(&WORKSPACE)),
        ("environment", Map),
        ("resources", One(&RESOURCES)),
        ("services", Each(&STEP)),
        ("steps", Each(&STEP)),
        ("volumes", Each(&VOLUME)),
        ("image_pull_secrets", Texts),
        ("node", Map),
        ("node_name", Text),
        ("node_selector", Map),
        ("tolerations", Each(&TOLERATION)),
        ("service_account_name", Text),
        ("dns_config", One(&DNS_CONFIG)),
        ("host_aliases", Each(&HOST_ALIAS)),
        ("trigger", One(&CONDITIONS)),
        ("depends_on", Texts),
        ("deps", Texts),
    ],
};

pub(crate) static STEP: Table = Table {
    name: "step",
    keys: &[
        ("name", Text),
        ("image", Text),
        ("pull", Text),
        ("detach", Bool),
        ("privileged", Bool),
        ("user", Integer),
        ("group", Integer),
        ("shell", Text),
        ("working_dir", Text),
        ("environment", Variables(&VARIABLE)),
        ("settings", Free),
        ("entrypoint", Texts),
        ("command", Texts),
        ("commands", Texts),
        ("resources", One(&RESOURCES)),
        ("volumes", Each(&MOUNT)),
        ("failure", Text),
        ("when", One(&CONDITIONS)),
        ("depends_on", Texts),
    ],
};

pub(crate) static VARIABLE: Table = Table {
    name: "variable",
    keys: &[("from_secret", Text), ("value", Text)],
};

pub(crate) static CONDITIONS: Table = Table {
    name: "condition",
    keys: &[
        ("event", Condition),
        ("action", Condition),
        ("branch", Condition),
        ("ref", Condition),
        ("cron", Condition),
        ("repo", Condition),
        ("instance", Condition),
        ("target", Condition),
        ("status", Condition),
        ("paths", Condition),
    ],
};

/// The mapping form of a condition.
pub(crate) static PATTERNS: Table = Table {
    name: "pattern",
    keys: &[("include", Texts), ("exclude", Texts)],
};

pub(crate) static VOLUME: Table = Table {
    name: "volume",
    keys: &[
        ("name", Text),
        ("temp", One(&TEMP)),
        ("host", One(&HOST)),
        ("claim", One(&CLAIM)),
        ("config_map", One(&CONFIG_MAP)),
        ("secret", One(&SECRET_VOLUME)),
    ],
};

pub(crate) static TEMP: Table = Table {
    name: "temp volume",
    keys: &[("medium", Text), ("size_limit", Integer)],
};

pub(crate) static HOST: Table = Table {
    name: "host volume",
    keys: &[("path", Text)],
};

pub(crate) static CLAIM: Table = Table {
    name: "claim volume",
    keys: &[("name", Text), ("read_only", Bool)],
};

pub(crate) static CONFIG_MAP: Table = Table {
    name: "config map volume",
    keys: OBJECT,
};

pub(crate) static SECRET_VOLUME: Table = Table {
    name: "secret volume",
    keys: OBJECT,
};

const OBJECT: &[Key] = &[
    ("name", Text),
    ("default_mode", Integer),
    ("optional", Bool),
];

pub(crate) static MOUNT: Table = Table {
    name: "mount",
    keys: &[("name", Text), ("path", Text), ("sub_path", Text)],
};

pub(crate) static RESOURCES: Table = Table {
    name: "resource",
    keys: &[("requests", One(&QUANTITIES)), ("limits", One(&QUANTITIES))],
};

pub(crate) static QUANTITIES: Table = Table {
    name: "quantity",
    keys: &[("cpu", Integer), ("memory", Integer)],
};

pub(crate) static CLONE: Table = Table {
    name: "clone",
    keys: &[
        ("disable", Bool),
        ("depth", Integer),
        ("retries", Integer),
        ("skip_verify", Bool),
        ("trace", Bool),
    ],
};

pub(crate) static CONCURRENCY: Table = Table {
    name: "concurrency",
    keys: &[("limit", Integer)],
};

pub(crate) static PLATFORM: Table = Table {
    name: "platform",
    keys: &[
        ("os", Text),
        ("arch", Text),
        ("variant", Text),
        ("version", Text),
    ],
};

pub(crate) static WORKSPACE: Table = Table {
    name: "workspace",
    keys: &[("path", Text)],
};

pub(crate) static METADATA: Table = Table {
    name: "metadata",
    keys: &[("namespace", Text), ("annotations", Map), ("labels", Map)],
};

/// The official runner does not know `toleration_seconds`, which its documentation names.
pub(crate) static TOLERATION: Table = Table {
    name: "toleration",
    keys: &[
        ("key", Text),
        ("operator", Text),
        ("effect", Text),
        ("value", Text),
        ("toleration_seconds", Integer),
        ("tolerationseconds", Integer),
    ],
};

pub(crate) static DNS_CONFIG: Table = Table {
    name: "dns_config",
    keys: &[
        ("nameservers", List),
        ("searches", List),
        ("options", Each(&DNS_OPTION)),
    ],
};

pub(crate) static DNS_OPTION: Table = Table {
    name: "DNS option",
    keys: &[("name", Text), ("value", Text)],
};

pub(crate) static HOST_ALIAS: Table = Table {
    name: "host alias",
    keys: &[("ip", Text), ("hostnames", Texts)],
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Table;
    use crate::lint::keys::tables;
    use crate::manifest as types;
    use crate::yaml::Record;

    fn agree<T: Record>(table: &Table) {
        both(table, T::KEYS);
    }

    fn both(table: &Table, reader: &[&str]) {
        let own: BTreeSet<&str> = table.names().collect();
        let reader: BTreeSet<&str> = reader.iter().copied().collect();
        assert_eq!(own, reader, "{}", table.name);
        assert_eq!(own.len(), table.keys.len(), "{}: a key twice", table.name);
    }

    #[test]
    fn the_tables_say_what_the_reader_reads() {
        let mut pipeline = <types::Pipeline as Record>::KEYS.to_vec();
        pipeline.extend(<types::Header as Record>::KEYS);
        both(&tables::PIPELINE, &pipeline);
        agree::<types::Step>(&tables::STEP);
        agree::<types::Conditions>(&tables::CONDITIONS);
        agree::<types::Volume>(&tables::VOLUME);
        agree::<types::TempVolume>(&tables::TEMP);
        agree::<types::HostVolume>(&tables::HOST);
        agree::<types::ClaimVolume>(&tables::CLAIM);
        agree::<types::ObjectVolume>(&tables::CONFIG_MAP);
        agree::<types::ObjectVolume>(&tables::SECRET_VOLUME);
        agree::<types::VolumeMount>(&tables::MOUNT);
        agree::<types::Resources>(&tables::RESOURCES);
        agree::<types::Quantities>(&tables::QUANTITIES);
        agree::<types::CloneSettings>(&tables::CLONE);
        agree::<types::Concurrency>(&tables::CONCURRENCY);
        agree::<types::Platform>(&tables::PLATFORM);
        agree::<types::Workspace>(&tables::WORKSPACE);
        agree::<types::Metadata>(&tables::METADATA);
        agree::<types::Toleration>(&tables::TOLERATION);
        agree::<types::DnsConfig>(&tables::DNS_CONFIG);
        agree::<types::DnsOption>(&tables::DNS_OPTION);
        agree::<types::HostAlias>(&tables::HOST_ALIAS);
    }
}
