//! Which facts were given by hand, and where: a flag, else a `DRONE_*` variable of this process.

use super::overrides::Overrides;

/// A field of [`Overrides`].
pub(super) enum Field<'a> {
    Text(&'a mut Option<String>),
    Number(&'a mut Option<i64>),
    Truth(&'a mut bool),
}

/// A fact that can be given by hand.
pub(super) struct Fact {
    /// The flag, without dashes.
    pub(super) flag: &'static str,
    /// Variables of the shell that give it, the first that is set. A build's own variables, so that
    /// `DRONE_BRANCH=main drone-k8s exec` does what people expect of it.
    shell: &'static [&'static str],
    pub(super) field: fn(&mut Overrides) -> Field<'_>,
}

macro_rules! facts {
    ($($flag:literal $kind:ident $field:ident [$($shell:literal),*];)+) => {
        /// All facts. What is about the pipeline (`--stage-*`) is never taken from the shell: inside
        /// a step of a Drone build those variables tell of that build's pipeline. Nor is trust.
        pub(super) const FACTS: &[Fact] = &[$(Fact {
            flag: $flag,
            shell: &[$($shell),*],
            field: |given| Field::$kind(&mut given.$field),
        }),+];
    };
}

facts! {
    "build-event" Text build_event ["DRONE_BUILD_EVENT"];
    "build-action" Text build_action ["DRONE_BUILD_ACTION"];
    "build-cron" Text build_cron [];
    "build-target" Text build_target ["DRONE_DEPLOY_TO"];
    "build-number" Number build_number ["DRONE_BUILD_NUMBER"];
    "build-parent" Number build_parent ["DRONE_BUILD_PARENT"];
    "build-created" Number build_created ["DRONE_BUILD_CREATED"];
    "commit-after" Text commit_after ["DRONE_COMMIT_SHA", "DRONE_COMMIT", "DRONE_COMMIT_AFTER"];
    "commit-before" Text commit_before ["DRONE_COMMIT_BEFORE"];
    "commit-ref" Text commit_ref ["DRONE_COMMIT_REF"];
    "commit-source" Text commit_source ["DRONE_SOURCE_BRANCH"];
    "commit-target" Text commit_target ["DRONE_TARGET_BRANCH"];
    "commit-branch" Text commit_branch ["DRONE_BRANCH", "DRONE_COMMIT_BRANCH"];
    "commit-message" Text commit_message ["DRONE_COMMIT_MESSAGE"];
    "commit-title" Text commit_title ["DRONE_PULL_REQUEST_TITLE"];
    "commit-link" Text commit_link ["DRONE_COMMIT_LINK"];
    "author-login" Text author_login ["DRONE_COMMIT_AUTHOR"];
    "author-name" Text author_name ["DRONE_COMMIT_AUTHOR_NAME"];
    "author-email" Text author_email ["DRONE_COMMIT_AUTHOR_EMAIL"];
    "author-avatar" Text author_avatar ["DRONE_COMMIT_AUTHOR_AVATAR"];
    "repo-slug" Text repo_slug ["DRONE_REPO"];
    "repo-namespace" Text repo_namespace ["DRONE_REPO_NAMESPACE", "DRONE_REPO_OWNER"];
    "repo-name" Text repo_name ["DRONE_REPO_NAME"];
    "repo-link" Text repo_link ["DRONE_REPO_LINK"];
    "repo-http" Text repo_http ["DRONE_GIT_HTTP_URL", "DRONE_REMOTE_URL"];
    "repo-ssh" Text repo_ssh ["DRONE_GIT_SSH_URL"];
    "repo-branch" Text repo_branch ["DRONE_REPO_BRANCH"];
    "repo-visibility" Text repo_visibility ["DRONE_REPO_VISIBILITY"];
    "repo-private" Truth repo_private ["DRONE_REPO_PRIVATE"];
    "system-host" Text system_host ["DRONE_SYSTEM_HOST", "DRONE_SYSTEM_HOSTNAME"];
    "system-proto" Text system_proto ["DRONE_SYSTEM_PROTO"];
    "system-version" Text system_version ["DRONE_SYSTEM_VERSION"];
    "stage-number" Number stage_number [];
    "stage-name" Text stage_name [];
    "stage-kind" Text stage_kind [];
    "stage-type" Text stage_type [];
    "stage-os" Text stage_os [];
    "stage-arch" Text stage_arch [];
    "stage-variant" Text stage_variant [];
}

/// Where a value was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Flag,
    /// The variable.
    Shell(&'static str),
}

/// The facts that were given by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// Their values.
    pub overrides: Overrides,
    /// Index in [`FACTS`] of each that is given, and where.
    pub(super) by: Vec<(usize, By)>,
}

impl Given {
    /// What flags give, and what they leave open from the environment of this process, which
    /// `lookup` reads. An empty variable counts as not set.
    ///
    /// `DRONE_TAG` and `DRONE_PULL_REQUEST`, for which there is no flag, give the reference, and the
    /// event when nothing else does.
    ///
    /// # Errors
    /// For a person: a variable that must be a number and is none.
    pub fn new(flags: &Overrides, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let shell = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let mut given = Self {
            overrides: flags.clone(),
            by: Vec::new(),
        };
        for (at, fact) in FACTS.iter().enumerate() {
            if is_given(&(fact.field)(&mut given.overrides)) {
                given.by.push((at, By::Flag));
                continue;
            }
            if is_said_by_flags(fact.flag, flags) {
                continue;
            }
            let found = fact
                .shell
                .iter()
                .find_map(|&name| Some((name, shell(name)?)));
            if let Some((name, value)) = found {
                set((fact.field)(&mut given.overrides), &value, name, fact.flag)?;
                given.by.push((at, By::Shell(name)));
            }
        }
        for (name, event, before, after) in [
            ("DRONE_TAG", "tag", "refs/tags/", ""),
            ("DRONE_PULL_REQUEST", "pull_request", "refs/pull/", "/head"),
        ] {
            if let Some(value) = shell(name) {
                given.reference(name, event, format!("{before}{value}{after}"), flags);
            }
        }
        Ok(given)
    }

    /// The variables of the shell that count.
    pub fn from_shell(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self
            .by
            .iter()
            .filter_map(|(_, by)| shell_name(*by))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Takes the reference of a tag or pull request, unless another one or another event is known.
    fn reference(&mut self, name: &'static str, event: &str, value: String, flags: &Overrides) {
        let other_event = flags.build_event.as_deref().is_some_and(|own| own != event);
        let own_event = self.overrides.build_event.is_none();
        let is_known = self.overrides.commit_ref.is_some() || flags.commit_branch.is_some();
        if other_event || is_known || !own_event && event == "pull_request" && !self.is(event) {
            return;
        }
        self.overrides.commit_ref = Some(value);
        self.came_from(name, "commit-ref");
        if own_event {
            self.overrides.build_event = Some(event.to_owned());
            self.came_from(name, "build-event");
        }
    }

    fn is(&self, event: &str) -> bool {
        self.overrides.build_event.as_deref() == Some(event)
    }

    fn came_from(&mut self, name: &'static str, flag: &str) {
        let at = FACTS.iter().position(|fact| fact.flag == flag);
        self.by.extend(at.map(|at| (at, By::Shell(name))));
    }
}

fn shell_name(by: By) -> Option<&'static str> {
    match by {
        By::Flag => None,
        By::Shell(name) => Some(name),
    }
}

fn is_given(field: &Field<'_>) -> bool {
    match field {
        Field::Text(text) => text.is_some(),
        Field::Number(number) => number.is_some(),
        Field::Truth(truth) => **truth,
    }
}

/// Whether flags say a fact through another one, so that the shell has no word in it: `--branch`
/// gives source, target and reference.
fn is_said_by_flags(flag: &str, flags: &Overrides) -> bool {
    let branch_by_ref = flags
        .commit_ref
        .as_deref()
        .is_some_and(|name| name.starts_with("refs/heads/"));
    match flag {
        "commit-source" | "commit-target" => flags.commit_branch.is_some() || branch_by_ref,
        "commit-ref" => flags.commit_branch.is_some(),
        "commit-branch" => branch_by_ref,
        "repo-namespace" | "repo-name" => flags.repo_slug.is_some(),
        "repo-slug" => flags.repo_namespace.is_some() || flags.repo_name.is_some(),
        _ => false,
    }
}

fn set(field: Field<'_>, value: &str, name: &str, flag: &str) -> Result<(), String> {
    match field {
        Field::Text(text) => *text = Some(value.to_owned()),
        Field::Number(number) => {
            let wrong = |_| {
                format!(
                    "the environment variable {name} is {value:?}, and no whole number\n  \
                     unset it, or give --{flag}, which wins over it"
                )
            };
            *number = Some(value.parse().map_err(wrong)?);
        }
        Field::Truth(truth) => *truth = value == "true" || value == "1",
    }
    Ok(())
}

#[cfg(test)]
mod tests;
