//! Policy files: what an operator of the official runner makes of every pipeline.

use super::{Conditions, Map, Metadata, Quantities, Toleration};
use crate::source::{Problem, Source, Span, Spanned, sort};
use crate::yaml::{self, Absorb, Cx, NodeId, Record, fill_mapping};

/// One document of a policy file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Policy {
    /// The whole mapping.
    pub span: Span,
    /// `kind`: `policy`, or nothing.
    pub kind: Spanned<String>,
    /// `name`; the policy `default` counts when none matches.
    pub name: Spanned<String>,
    /// `match`: the builds it is for.
    pub conditions: Conditions,
    /// `metadata` of the Pod.
    pub metadata: Metadata,
    /// `resources`.
    pub resources: PolicyResources,
    /// `node_selector` in place of that of the pipeline.
    pub node_selector: Map<Spanned<String>>,
    /// `service_account` in place of that of the pipeline.
    pub service_account: Spanned<String>,
    /// `tolerations` in place of those of the pipeline.
    pub tolerations: Vec<Toleration>,
}

/// `resources` of a policy: unlike in a pipeline both names are singular.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyResources {
    /// `request` of the whole Pod.
    pub request: Quantities,
    /// `limit` of each step.
    pub limit: Quantities,
}

/// Reads a policy file: all its documents, and everything that is wrong with them. The official
/// runner ignores keys that it does not know, `match.repos` of its own example among them; here they
/// are errors, since a policy that matches everything is hardly what was meant.
pub fn load_policies(source: &Source) -> (Vec<Policy>, Vec<Problem>) {
    let (trees, mut problems) = yaml::parse(source);
    let mut policies = Vec::new();
    for tree in &trees {
        let Some(root) = tree.root() else { continue };
        let mut cx = Cx::new(source, tree);
        if cx.is_null(root) {
            continue;
        }
        let mut policy = Policy::default();
        if policy.absorb(root, &mut cx) {
            unknown_keys(root, &mut cx);
            if !matches!(policy.kind.as_str(), "" | "policy") {
                let message = format!("a document of kind `{}` is no policy", policy.kind.value);
                cx.report(Problem::error("policy", policy.kind.span, message));
            }
            policies.push(policy);
        }
        problems.extend(cx.into_problems());
    }
    sort(&mut problems);
    (policies, problems)
}

/// Reports the keys of a policy that mean nothing.
fn unknown_keys(root: NodeId, cx: &mut Cx<'_>) {
    unknown::<Policy>(root, cx, &mut |key, value, cx| match key {
        "match" => unknown::<Conditions>(value, cx, &mut |key, value, cx| {
            if matches!(key, "paths" | "status") {
                let message = format!("no policy looks at `{key}`: this matches every build");
                let span = cx.span(value);
                let place = cx.first_line(span);
                cx.report(Problem::error("policy", place, message));
            }
        }),
        "metadata" => unknown::<Metadata>(value, cx, &mut |_, _, _| ()),
        "resources" => unknown::<PolicyResources>(value, cx, &mut |_, value, cx| {
            unknown::<Quantities>(value, cx, &mut |_, _, _| ());
        }),
        _ => {}
    });
}

fn unknown<T: Record>(
    id: NodeId,
    cx: &mut Cx<'_>,
    known: &mut dyn FnMut(&str, NodeId, &mut Cx<'_>),
) {
    let mut wrong = Vec::new();
    cx.follow(id, |cx, id| {
        fill_mapping(id, cx, &mut |key, value, cx| {
            if T::default().field(&key.value).is_some() {
                known(&key.value, value, cx);
            } else {
                wrong.push((key.value.into_owned(), key.span));
            }
        });
    });
    for (key, span) in wrong {
        let problem = Problem::error("policy", span, format!("a policy has no key `{key}` here"));
        cx.report(match help(&key) {
            Some(help) => problem.help(help),
            None => problem,
        });
    }
}

/// What is meant by keys that people write.
fn help(key: &str) -> Option<&'static str> {
    match key {
        "repos" => Some("it is `repo`; the official runner takes no notice of `repos`"),
        "requests" => Some("in a policy it is `request`"),
        "limits" => Some("in a policy it is `limit`"),
        "service_account_name" => Some("in a policy it is `service_account`"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::load_policies;
    use crate::source::Source;

    #[test]
    fn a_file_has_several_policies() {
        let text = "kind: policy\nname: a\nmatch: {repo: octocat/*}\nmetadata:\n  namespace: ci\n\
                    resources:\n  request: {cpu: 200, memory: 1GiB}\n  limit: {memory: 2GiB}\n\
                    tolerations:\n- {key: k, toleration_seconds: 5}\n---\nname: default\n\
                    service_account: builder\n";
        let (policies, problems) = load_policies(&Source::new("policy.yml", text));
        assert_eq!(problems, []);
        assert_eq!(policies.len(), 2);
        assert_eq!(policies[0].metadata.namespace.value, "ci");
        assert_eq!(policies[0].resources.request.millicores(), 200);
        assert_eq!(policies[0].resources.limit.memory_bytes(), 2 << 30);
        let seconds = policies[0].tolerations[0].toleration_seconds;
        assert_eq!(seconds.unwrap().value, 5);
        assert_eq!(policies[1].service_account.value, "builder");
    }

    #[test]
    fn what_means_nothing_is_an_error() {
        for (text, word) in [
            ("name: a\nmatch: {repos: [a/b]}\n", "it is `repo`"),
            ("resources: {requests: {cpu: 1}}\n", "it is `request`"),
            ("resources: {limit: {cpus: 1}}\n", "no key `cpus`"),
            ("kind: pipeline\n", "no policy"),
            ("match: {paths: [a]}\n", "looks at `paths`"),
            ("metadata: {name: x}\n", "no key `name`"),
        ] {
            let (_, problems) = load_policies(&Source::new("policy.yml", text));
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            let help = problems[0].help.clone().unwrap_or_default();
            let told = format!("{} {help}", problems[0].message);
            assert!(told.contains(word), "{told}");
        }
    }
}
