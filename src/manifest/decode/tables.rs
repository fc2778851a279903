//! The keys of every mapping and the fields they fill. What is in no table is ignored.

use super::super::{
    ClaimVolume, CloneSettings, Concurrency, Conditions, DnsConfig, DnsOption, Header, HostAlias,
    HostVolume, Metadata, ObjectVolume, Pipeline, Platform, Quantities, Resources, SecretDocument,
    SecretGet, SignatureDocument, Step, TempVolume, Toleration, Volume, VolumeMount, Workspace,
};
use crate::yaml::record;

record! { Header as "manifest.RawResource", pointer = false;
    "version" => version,
    "kind" => kind,
    "type" => document_type,
    "name" => name,
    "depends_on" => depends_on,
    "node" => node,
    "concurrency" => concurrency,
    "platform" => platform,
}

record! { SecretDocument as "manifest.Secret", pointer = false;
    "name" => name,
    "data" => data,
    "get" => get,
}

record! { SecretGet as "manifest.SecretGet", pointer = false;
    "path" => path,
    "name" => name,
    "key" => key,
}

record! { SignatureDocument as "manifest.Signature", pointer = false;
    "hmac" => hmac,
}

record! { Pipeline as "resource.Pipeline", pointer = false, span = span;
    "version" => version,
    "kind" => kind,
    "type" => pipeline_type,
    "name" => name,
    "deps" => deps,
    "node" => node,
    "concurrency" => concurrency,
    "clone" => clone,
    "platform" => platform,
    "trigger" => trigger,
    "resources" => resources,
    "environment" => environment,
    "services" => services,
    "steps" => steps,
    "volumes" => volumes,
    "image_pull_secrets" => image_pull_secrets,
    "workspace" => workspace,
    "metadata" => metadata,
    "node_name" => node_name,
    "node_selector" => node_selector,
    "tolerations" => tolerations,
    "service_account_name" => service_account_name,
    "dns_config" => dns_config,
    "host_aliases" => host_aliases,
}

record! { Step as "resource.Step", pointer = true, span = span;
    "name" => name,
    "image" => image,
    "commands" => commands,
    "command" => command,
    "entrypoint" => entrypoint,
    "depends_on" => depends_on,
    "detach" => detach,
    "privileged" => privileged,
    "environment" => environment,
    "settings" => settings,
    "failure" => failure,
    "pull" => pull,
    "shell" => shell,
    "working_dir" => working_dir,
    "resources" => resources,
    "user" => user,
    "group" => group,
    "volumes" => volumes,
    "when" => when,
}

record! { Conditions as "manifest.Conditions", pointer = false, span = span;
    "action" => action,
    "cron" => cron,
    "ref" => reference,
    "repo" => repo,
    "instance" => instance,
    "target" => target,
    "event" => event,
    "branch" => branch,
    "status" => status,
    "paths" => paths,
}

record! { Volume as "resource.Volume", pointer = true, span = span;
    "name" => name,
    "temp" => temp,
    "host" => host,
    "claim" => claim,
    "config_map" => config_map,
    "secret" => secret,
}

record! { TempVolume as "resource.VolumeEmptyDir", pointer = false, span = span;
    "medium" => medium,
    "size_limit" => size_limit,
}

record! { HostVolume as "resource.VolumeHostPath", pointer = false, span = span;
    "path" => path,
}

record! { ClaimVolume as "resource.VolumeClaim", pointer = false, span = span;
    "name" => name,
    "read_only" => read_only,
}

record! { ObjectVolume as "resource.VolumeConfigMap", pointer = false, span = span;
    "name" => name,
    "default_mode" => default_mode,
    "optional" => optional,
}

record! { VolumeMount as "resource.VolumeMount", pointer = true, span = span;
    "name" => name,
    "path" => path,
    "sub_path" => sub_path,
}

record! { Resources as "resource.Resources", pointer = false, span = span;
    "requests" => requests,
    "limits" => limits,
}

record! { Quantities as "resource.ResourceObject", pointer = false, span = span;
    "cpu" => cpu,
    "memory" => memory,
}

record! { CloneSettings as "manifest.Clone", pointer = false, span = span;
    "disable" => disable,
    "depth" => depth,
    "retries" => retries,
    "skip_verify" => skip_verify,
    "trace" => trace,
}

record! { Concurrency as "manifest.Concurrency", pointer = false;
    "limit" => limit,
}

record! { Platform as "manifest.Platform", pointer = false, span = span;
    "os" => os,
    "arch" => arch,
    "variant" => variant,
    "version" => version,
}

record! { Workspace as "resource.Workspace", pointer = false;
    "path" => path,
}

record! { Metadata as "resource.Metadata", pointer = false, span = span;
    "namespace" => namespace,
    "annotations" => annotations,
    "labels" => labels,
}

// The official runner knows the second spelling only; the documented one is the first.
record! { Toleration as "resource.Toleration", pointer = false, span = span;
    "key" => key,
    "operator" => operator,
    "effect" => effect,
    "value" => value,
    "toleration_seconds" => toleration_seconds,
    "tolerationseconds" => toleration_seconds_official,
}

record! { DnsConfig as "resource.DNSConfig", pointer = false, span = span;
    "nameservers" => nameservers,
    "searches" => searches,
    "options" => options,
}

record! { DnsOption as "resource.DNSConfigOptions", pointer = false;
    "name" => name,
    "value" => value,
}

record! { HostAlias as "resource.HostAlias", pointer = false, span = span;
    "ip" => ip,
    "hostnames" => hostnames,
}
