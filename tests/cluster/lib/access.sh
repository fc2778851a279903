# shellcheck shell=bash
# Namespaces, and what each user may do in them.

# make_namespace NAME: with every user's rights, and usable when this returns. A Pod is refused
# as long as its namespace has no default service account.
make_namespace() {
  {
    printf 'apiVersion: v1\nkind: Namespace\nmetadata: {name: "%s"}\n' "$1"
    local file
    for file in "$HERE"/rbac/*.yaml; do
      echo ---
      cat "$file"
    done
  } | kubectl apply --server-side --namespace "$1" -f - > /dev/null
  kubectl wait --namespace "$1" --for=create serviceaccount/default --timeout=30s > /dev/null
}
