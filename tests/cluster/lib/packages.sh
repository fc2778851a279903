# shellcheck shell=bash
# The Debian packages that the test bed is made of.

PACKAGES=(containerd runc containernetworking-plugins busybox-static docker-registry skopeo apache2-utils
  openssl git python3 curl iproute2 redis-server debootstrap make gcc libc6-dev ca-certificates
  shellcheck)

missing_packages() {
  local name
  for name in "${PACKAGES[@]}"; do
    # shellcheck disable=SC2016
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
  done
}

# install_packages: the missing ones
install_packages() {
  local missing
  command -v dpkg-query > /dev/null || die "the test bed is made of Debian packages, and this is not Debian.
Point KUBECONFIG at a cluster of your own and set DRONE_K8S_TEST_CLUSTER=existing instead."
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  mkdir -p "$LOGS"
  install_quietly "$LOGS/packages.log" "${missing[@]}"
}

# install_quietly LOG PACKAGE...: without letting any of their services start. A subshell, so that
# the policy that sees to that goes away however this ends.
install_quietly() (
  log=$1
  policy=/usr/sbin/policy-rc.d
  shift
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
  fi
  # Package lists are fetched only when those on the machine are missing or out of date.
  apt_install "$@" > "$log" 2>&1 || { apt-get update && apt_install "$@"; } >> "$log" 2>&1 || {
    tail -n 15 "$log" >&2
    die "packages could not be installed; the whole log is $log"
  }
)

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}
