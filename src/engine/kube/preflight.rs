//! What the user may do in the namespace, asked before anything is created.

use k8s_openapi::api::authorization::v1::{
    SelfSubjectRulesReview, SelfSubjectRulesReviewSpec, SubjectRulesReviewStatus,
};
use kube::Api;
use kube::api::PostParams;

use super::call::{REQUEST, call};
use super::connect::Cluster;
use crate::engine::error::{Error, Kind};

/// Rights without which a run cannot start: API group, resource, verb.
const NEEDED: [(&str, &str, &str); 7] = [
    ("", "pods", "create"),
    ("", "pods", "get"),
    ("", "pods", "list"),
    ("", "pods", "watch"),
    ("", "pods", "patch"),
    ("", "pods", "delete"),
    ("", "pods/log", "get"),
];

/// What is allowed of the rights that make a run better or safer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rights {
    /// `pods/exec`, both `get` and (asked for since Kubernetes 1.35) `create`.
    pub(super) exec: bool,
    /// `jobs` `create`, `patch` and `delete`: the lease.
    pub(super) jobs: bool,
    /// `events` `list` and `watch`: pull progress and early reasons.
    pub(super) events: bool,
    /// `secrets` `create` and `delete`: registry logins.
    pub(super) secrets: bool,
}

/// Asks for the rights of the user with one request.
///
/// # Errors
/// [`Kind::Forbidden`] naming every right that is missing and needed.
pub(super) async fn preflight(cluster: &Cluster, secrets: bool) -> Result<Rights, Error> {
    let review = SelfSubjectRulesReview {
        spec: SelfSubjectRulesReviewSpec {
            namespace: Some(cluster.namespace.clone()),
        },
        ..SelfSubjectRulesReview::default()
    };
    let api: Api<SelfSubjectRulesReview> = Api::all(cluster.client.clone());
    let what = format!("reach the API server {}", cluster.server);
    let answer = match call(&what, REQUEST.div_f32(2.0), || {
        let (api, review) = (&api, &review);
        async move { api.create(&PostParams::default(), review).await }
    })
    .await
    {
        Ok(answer) => answer,
        // Whoever may not ask is told by the requests themselves.
        Err(error) if error.kind == Kind::Forbidden => {
            return Ok(Rights {
                exec: true,
                jobs: true,
                events: false,
                secrets: true,
            });
        }
        Err(error) => return Err(error),
    };
    judge(
        &answer.status.unwrap_or_default(),
        secrets,
        &cluster.namespace,
    )
}

fn judge(
    rules: &SubjectRulesReviewStatus,
    secrets: bool,
    namespace: &str,
) -> Result<Rights, Error> {
    let may = |group: &str, resource: &str, verb: &str| allows(rules, group, resource, verb);
    // An authorizer that cannot list its rules (a webhook) may allow more than it says.
    if !rules.incomplete {
        let mut needed = NEEDED.to_vec();
        if secrets {
            needed.extend([("", "secrets", "create"), ("", "secrets", "delete")]);
        }
        let missing: Vec<String> = needed
            .into_iter()
            .filter(|(group, resource, verb)| !may(group, resource, verb))
            .map(|(_, resource, verb)| format!("{verb} {resource}"))
            .collect();
        if !missing.is_empty() {
            return Err(Error::new(
                Kind::Forbidden,
                format!(
                    "rights are missing in namespace `{namespace}`: {}",
                    missing.join(", ")
                ),
            )
            .hint(
                "ask for the Role that the README shows under \"Rights\", or take another \
                 namespace with --namespace",
            ));
        }
    }
    let unsure = rules.incomplete;
    Ok(Rights {
        exec: unsure || (may("", "pods/exec", "get") && may("", "pods/exec", "create")),
        jobs: unsure
            || ["create", "patch", "delete"]
                .iter()
                .all(|verb| may("batch", "jobs", verb)),
        events: unsure || (may("", "events", "list") && may("", "events", "watch")),
        secrets: unsure || (may("", "secrets", "create") && may("", "secrets", "delete")),
    })
}

fn allows(rules: &SubjectRulesReviewStatus, group: &str, resource: &str, verb: &str) -> bool {
    let holds = |list: Option<&Vec<String>>, wanted: &str| {
        list.is_some_and(|list| list.iter().any(|entry| entry == "*" || entry == wanted))
    };
    let resource_holds = |list: Option<&Vec<String>>| {
        list.is_some_and(|list| {
            list.iter().any(|entry| {
                entry == "*"
                    || entry == resource
                    // `*/exec` names a subresource of everything.
                    || entry.strip_prefix("*/").is_some_and(|sub| {
                        resource.split_once('/').is_some_and(|(_, own)| own == sub)
                    })
            })
        })
    };
    rules.resource_rules.iter().any(|rule| {
        rule.resource_names.as_ref().is_none_or(Vec::is_empty)
            && holds(rule.api_groups.as_ref(), group)
            && resource_holds(rule.resources.as_ref())
            && holds(Some(&rule.verbs), verb)
    })
}

#[cfg(test)]
mod tests {
    use super::{Rights, judge};
    use k8s_openapi::api::authorization::v1::{ResourceRule, SubjectRulesReviewStatus};

    fn rules(list: &[(&str, &[&str], &[&str])]) -> SubjectRulesReviewStatus {
        let own = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        SubjectRulesReviewStatus {
            resource_rules: list
                .iter()
                .map(|(group, resources, verbs)| ResourceRule {
                    api_groups: Some(vec![(*group).to_string()]),
                    resources: Some(own(resources)),
                    resource_names: None,
                    verbs: own(verbs),
                })
                .collect(),
            ..SubjectRulesReviewStatus::default()
        }
    }

    const PODS: (&str, &[&str], &[&str]) = (
        "",
        &["pods", "pods/log"],
        &["create", "get", "list", "watch", "patch", "delete"],
    );

    #[test]
    fn an_administrator_may_do_everything() {
        let rights = judge(&rules(&[("*", &["*"], &["*"])]), true, "ci").unwrap();
        assert_eq!(
            rights,
            Rights {
                exec: true,
                jobs: true,
                events: true,
                secrets: true
            }
        );
    }

    #[test]
    fn missing_rights_are_all_named() {
        let error = judge(&rules(&[("", &["pods"], &["get"])]), true, "ci").unwrap_err();
        for word in [
            "`ci`",
            "create pods",
            "delete pods",
            "get pods/log",
            "create secrets",
        ] {
            assert!(error.message.contains(word), "{word} in {}", error.message);
        }
        assert!(!error.message.contains("get pods,"), "{}", error.message);
    }

    #[test]
    fn exec_needs_get_and_create() {
        let only_get = judge(&rules(&[PODS, ("", &["pods/exec"], &["get"])]), false, "ci").unwrap();
        assert!(!only_get.exec);
        let both = judge(&rules(&[PODS, ("", &["*/exec"], &["*"])]), false, "ci").unwrap();
        assert!(both.exec && !both.jobs && !both.secrets);
    }
}
