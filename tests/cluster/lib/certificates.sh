# shellcheck shell=bash
# The cluster's authority, the certificates it signs, and the users' kubeconfigs.

CLUSTER_NAME=drone-k8s-test

# new_key NAME: an elliptic key, which is made in no time
new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$PKI/$1.key" 2>/dev/null; }

make_authority() {
  [ ! -s "$PKI/ca.crt" ] || return 0
  new_key ca
  openssl req -x509 -new -key "$PKI/ca.key" -days 3650 -subj "/CN=$CLUSTER_NAME" -out "$PKI/ca.crt"
}

# certificate NAME SUBJECT [ALTERNATIVE NAMES]: good for a server and for a client
certificate() {
  [ ! -s "$PKI/$1.crt" ] || return 0
  new_key "$1"
  {
    echo keyUsage=digitalSignature
    echo extendedKeyUsage=clientAuth,serverAuth
    [ -z "${3:-}" ] || echo "subjectAltName=$3"
  } > "$PKI/$1.extensions"
  openssl req -new -key "$PKI/$1.key" -subj "$2" \
    | openssl x509 -req -CA "$PKI/ca.crt" -CAkey "$PKI/ca.key" -CAcreateserial -days 3650 \
      -extfile "$PKI/$1.extensions" -out "$PKI/$1.crt" 2>/dev/null
}

# Tokens are signed by the API server for service accounts with this key.
make_service_account_key() {
  [ ! -s "$PKI/service-account.pub" ] || return 0
  new_key service-account
  openssl pkey -in "$PKI/service-account.key" -pubout -out "$PKI/service-account.pub"
}

# by_certificate NAME, by_token TOKEN: how a user of a kubeconfig says who it is
by_certificate() {
  printf '{"client-certificate-data": "%s", "client-key-data": "%s"}' \
    "$(base64 -w0 "$PKI/$1.crt")" "$(base64 -w0 "$PKI/$1.key")"
}
by_token() { printf '{"token": "%s"}' "$1"; }

# kubeconfig NAME USER [PORT]: complete in itself, so that it may be copied anywhere
kubeconfig() {
  cat > "$STATE/$1.kubeconfig" <<EOT
apiVersion: v1
kind: Config
current-context: $CLUSTER_NAME
clusters:
- name: $CLUSTER_NAME
  cluster:
    server: https://127.0.0.1:${3:-$DK8S_API_PORT}
    certificate-authority-data: $(base64 -w0 "$PKI/ca.crt")
users:
- name: $1
  user: $2
contexts:
- name: $CLUSTER_NAME
  context: {cluster: $CLUSTER_NAME, user: $1, namespace: ci}
EOT
  chmod 600 "$STATE/$1.kubeconfig"
}

make_certificates() {
  mkdir -p "$PKI"
  chmod 700 "$PKI"
  make_authority
  certificate apiserver /CN=kube-apiserver \
    "IP:127.0.0.1,IP:10.96.0.1,IP:$DK8S_BRIDGE_IP,DNS:localhost,DNS:kubernetes.default.svc"
  certificate kubelet "/O=system:nodes/CN=system:node:$DK8S_NODE" \
    "IP:127.0.0.1,IP:$DK8S_BRIDGE_IP,DNS:$DK8S_NODE"
  certificate controller-manager /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate admin /O=system:masters/CN=admin
  certificate drone /CN=drone
  make_service_account_key
}

# What each user may do is in ../rbac; the tokens of all but badtoken are in make_tokens below.
make_kubeconfigs() {
  kubeconfig controller-manager "$(by_certificate controller-manager)"
  kubeconfig scheduler "$(by_certificate scheduler)"
  kubeconfig kubelet "$(by_certificate kubelet)"
  kubeconfig admin "$(by_certificate admin)"
  kubeconfig proxy "$(by_certificate admin)" "$DK8S_PROXY_PORT"
  kubeconfig drone "$(by_certificate drone)"
  kubeconfig token "$(by_token drone-token)"
  kubeconfig noexec "$(by_token noexec-token)"
  kubeconfig nojobs "$(by_token nojobs-token)"
  kubeconfig nobody "$(by_token nobody-token)"
  kubeconfig badtoken "$(by_token unknown-token)"
}

# token, user, user id
make_tokens() {
  cat > "$CONFIG/tokens.csv" <<'EOT'
drone-token,drone,1
noexec-token,noexec,2
nojobs-token,nojobs,3
nobody-token,nobody,4
EOT
  chmod 600 "$CONFIG/tokens.csv"
}
