#!/bin/bash
# Makes the test images out of the Debian packages on this machine: build.sh OUTDIR
# No registry and no container engine is asked. One tar per image; see mkimage.py.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# image FILE ROOT NAME... -- OPTION...   (names without the registry's host are docker.io's)
image() {
  local file=$out/$1.tar root=$work/$2 names=()
  shift 2
  while [ "$#" -gt 0 ] && [ "$1" != -- ]; do
    names+=(--name "$1")
    shift
  done
  [ "$#" -eq 0 ] || shift
  python3 "$here/mkimage.py" "${names[@]}" --root "$root" --out "$file" "$@"
}

# busybox_root NAME: a root with busybox under every applet's name, the usual accounts and folders
busybox_root() {
  local root=$work/$1 applet
  mkdir -p "$root"/{bin,dev,etc,home/drone,proc,root,sbin,sys,tmp,usr/bin,usr/local/bin,usr/sbin,var/run}
  chmod 1777 "$root/tmp"
  cp /bin/busybox "$root/bin/busybox"
  for applet in $(/bin/busybox --list); do
    [ "$applet" = busybox ] || ln -sf busybox "$root/bin/$applet"
  done
  ln -sf ../../bin/busybox "$root/usr/bin/env"
  printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/:/bin/false \
    drone:x:1000:1000::/home/drone:/bin/sh > "$root/etc/passwd"
  printf '%s\n' root:x:0: nogroup:x:65534: drone:x:1000: > "$root/etc/group"
  echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
}

# with_libraries NAME FILE...: the files, and every shared library they need, at their own places
with_libraries() {
  local root=$work/$1 file target library
  shift
  for file; do
    target=$(readlink -f "$file")
    for library in "$file" "$target"; do
      mkdir -p "$root$(dirname "$library")"
      cp -a "$library" "$root$library"
    done
    for library in $(ldd "$target" 2>/dev/null | grep -o '/[^ ]*' || true); do
      [ -e "$root$library" ] && continue
      mkdir -p "$root$(dirname "$library")"
      cp -L "$library" "$root$library"
    done
  done
}

# program NAME SOURCE PATH: a static program as the only file of a root
program() {
  mkdir -p "$work/$1"
  gcc -O2 -Wall -Werror -static -s -o "$work/$1/$3" "$here/$2"
}

# --- the Pod's own process, and images that hold one file -----------------------------------
program pause pause.c pause
image pause pause localhost/pause:1 -- --entrypoint '["/pause"]' --user 65535:65535
program hello hello.c hello
image scratch-hello hello docker.io/library/scratch-hello:{latest,1} -- --entrypoint '["/hello"]'

# --- small images with a shell --------------------------------------------------------------
busybox_root busybox
image busybox busybox docker.io/library/busybox:{latest,1.36} -- --cmd '["sh"]'
image nonroot busybox docker.io/library/nonroot:{latest,1} -- --cmd '["sh"]' \
  --user 1000:1000 --workdir /home/drone --own home/drone=1000:1000

cp -a "$work/busybox" "$work/alpine"
printf '%s\n' 'NAME="Alpine Linux"' ID=alpine VERSION_ID=3.20.0 'PRETTY_NAME="busybox that says it is Alpine"' \
  > "$work/alpine/etc/os-release"
image alpine alpine docker.io/library/alpine:{latest,3.20} -- --cmd '["/bin/sh"]'

# --- plugins --------------------------------------------------------------------------------
cp -a "$work/busybox" "$work/plugin"
install -m 755 "$here/plugin.sh" "$work/plugin/bin/plugin"
image plugin plugin docker.io/plugins/echo:{latest,1} -- --entrypoint '["/bin/plugin"]'

busybox_root git
libraries=$(dirname "$(ldconfig -p | sed -n 's/.*libnss_files.so.2 .* => //p' | head -1)")
with_libraries git /usr/bin/git /usr/lib/git-core/git-remote-http /usr/lib/git-core/git-remote-https \
  "$libraries"/libnss_{files,dns}.so.2
for name in git-upload-pack git-receive-pack; do ln -sf git "$work/git/usr/bin/$name"; done
mkdir -p "$work/git/usr/share/git-core/templates" "$work/git/etc/ssl/certs"
cp /etc/ssl/certs/ca-certificates.crt "$work/git/etc/ssl/certs/"
install -m 755 "$here/clone.sh" "$work/git/usr/local/bin/clone"
image git git docker.io/drone/git:latest -- --entrypoint '["/usr/local/bin/clone"]'

# --- a service, and a distribution ----------------------------------------------------------
busybox_root redis
with_libraries redis /usr/bin/redis-server /usr/bin/redis-cli
image redis redis docker.io/library/redis:{latest,7} -- --expose 6379/tcp \
  --entrypoint '["redis-server"]' --cmd '["--protected-mode","no","--save",""]'

debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" > "$out/debootstrap.log" 2>&1 || {
  tail -n 20 "$out/debootstrap.log" >&2
  exit 1
}
rm -rf "$work/debian"/var/cache/apt/archives/*.deb "$work/debian"/var/lib/apt/lists/* \
  "$work/debian"/usr/share/{doc,man,locale}/* "$work/debian"/dev/*
image debian debian docker.io/library/debian:{12-slim,bookworm-slim} -- --cmd '["bash"]'
