//! Names of the variables of a build.

/// Those that `${…}` knows. Besides them a server knows the parameters of a promotion.
const SUBSTITUTED: &[&str] = &[
    "CI",
    "CI_BUILD_CREATED",
    "CI_BUILD_EVENT",
    "CI_BUILD_FINISHED",
    "CI_BUILD_LINK",
    "CI_BUILD_NUMBER",
    "CI_BUILD_STARTED",
    "CI_BUILD_STATUS",
    "CI_BUILD_TARGET",
    "CI_COMMIT_AUTHOR",
    "CI_COMMIT_AUTHOR_AVATAR",
    "CI_COMMIT_AUTHOR_EMAIL",
    "CI_COMMIT_AUTHOR_NAME",
    "CI_COMMIT_BRANCH",
    "CI_COMMIT_MESSAGE",
    "CI_COMMIT_REF",
    "CI_COMMIT_SHA",
    "CI_PARENT_BUILD_NUMBER",
    "CI_REMOTE_URL",
    "CI_REPO",
    "CI_REPO_LINK",
    "CI_REPO_NAME",
    "CI_REPO_PRIVATE",
    "CI_REPO_REMOTE",
    "DRONE",
    "DRONE_BRANCH",
    "DRONE_BUILD_ACTION",
    "DRONE_BUILD_CREATED",
    "DRONE_BUILD_DEBUG",
    "DRONE_BUILD_EVENT",
    "DRONE_BUILD_FINISHED",
    "DRONE_BUILD_LINK",
    "DRONE_BUILD_NUMBER",
    "DRONE_BUILD_PARENT",
    "DRONE_BUILD_STARTED",
    "DRONE_BUILD_STATUS",
    "DRONE_BUILD_TRIGGER",
    "DRONE_CALVER",
    "DRONE_CALVER_MAJOR",
    "DRONE_CALVER_MAJOR_MINOR",
    "DRONE_CALVER_MICRO",
    "DRONE_CALVER_MINOR",
    "DRONE_CALVER_MODIFIER",
    "DRONE_CALVER_SHORT",
    "DRONE_CARD_PATH",
    "DRONE_COMMIT",
    "DRONE_COMMIT_AFTER",
    "DRONE_COMMIT_AUTHOR",
    "DRONE_COMMIT_AUTHOR_AVATAR",
    "DRONE_COMMIT_AUTHOR_EMAIL",
    "DRONE_COMMIT_AUTHOR_NAME",
    "DRONE_COMMIT_BEFORE",
    "DRONE_COMMIT_BRANCH",
    "DRONE_COMMIT_LINK",
    "DRONE_COMMIT_MESSAGE",
    "DRONE_COMMIT_REF",
    "DRONE_COMMIT_SHA",
    "DRONE_DEPLOY_ID",
    "DRONE_DEPLOY_TO",
    "DRONE_FAILED_STAGES",
    "DRONE_FAILED_STEPS",
    "DRONE_GIT_HTTP_URL",
    "DRONE_GIT_SSH_URL",
    "DRONE_PULL_REQUEST",
    "DRONE_PULL_REQUEST_TITLE",
    "DRONE_REMOTE_URL",
    "DRONE_REPO",
    "DRONE_REPO_BRANCH",
    "DRONE_REPO_LINK",
    "DRONE_REPO_NAME",
    "DRONE_REPO_NAMESPACE",
    "DRONE_REPO_OWNER",
    "DRONE_REPO_PRIVATE",
    "DRONE_REPO_SCM",
    "DRONE_REPO_VISIBILITY",
    "DRONE_SEMVER",
    "DRONE_SEMVER_BUILD",
    "DRONE_SEMVER_ERROR",
    "DRONE_SEMVER_MAJOR",
    "DRONE_SEMVER_MINOR",
    "DRONE_SEMVER_PATCH",
    "DRONE_SEMVER_PRERELEASE",
    "DRONE_SEMVER_SHORT",
    "DRONE_SOURCE_BRANCH",
    "DRONE_STAGE_ARCH",
    "DRONE_STAGE_DEPENDS_ON",
    "DRONE_STAGE_FINISHED",
    "DRONE_STAGE_KIND",
    "DRONE_STAGE_MACHINE",
    "DRONE_STAGE_NAME",
    "DRONE_STAGE_NUMBER",
    "DRONE_STAGE_OS",
    "DRONE_STAGE_STARTED",
    "DRONE_STAGE_STATUS",
    "DRONE_STAGE_TYPE",
    "DRONE_STAGE_VARIANT",
    "DRONE_STAGE_VERSION",
    "DRONE_SYSTEM_HOST",
    "DRONE_SYSTEM_HOSTNAME",
    "DRONE_SYSTEM_PROTO",
    "DRONE_SYSTEM_VERSION",
    "DRONE_TAG",
    "DRONE_TARGET_BRANCH",
];

/// Those that only a running step has.
const IN_STEPS: &[&str] = &[
    "DRONE_DOCKER_VOLUME_ID",
    "DRONE_NETRC_FILE",
    "DRONE_NETRC_MACHINE",
    "DRONE_NETRC_PASSWORD",
    "DRONE_NETRC_USERNAME",
    "DRONE_SCRIPT",
    "DRONE_STEP_NAME",
    "DRONE_STEP_NUMBER",
    "DRONE_WORKSPACE",
];

/// Those of a usual shell.
const OF_SHELLS: &[&str] = &[
    "GOPATH", "HOME", "HOSTNAME", "IFS", "LANG", "OLDPWD", "PATH", "PWD", "RANDOM", "SHELL",
    "TMPDIR", "USER",
];

/// Whether `${…}` knows the variable.
pub(in crate::lint::rules) fn is_substituted(name: &str) -> bool {
    SUBSTITUTED.binary_search(&name).is_ok()
}

/// Whether steps have the variable, and `${…}` does not.
pub(super) fn is_in_steps(name: &str) -> bool {
    IN_STEPS.contains(&name)
}

/// Whether every shell has the variable.
pub(super) fn is_of_shells(name: &str) -> bool {
    OF_SHELLS.contains(&name)
}

/// All names that `${…}` knows.
pub(in crate::lint::rules) fn substituted() -> impl Iterator<Item = &'static str> {
    SUBSTITUTED.iter().copied()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_sorted() {
        assert!(super::SUBSTITUTED.is_sorted());
    }
}
