# shellcheck shell=bash
# The test images: made once for each state of their sources, then put where the cluster finds
# them - in containerd, in the open registry (which stands in for docker.io) and in the private one.

images_key() {
  (cd "$HERE/images" && sha256sum ./* | sha256sum | cut -c1-16)
}

images_path() { echo "$CACHE/images-$(images_key)-$(uname -m)"; }

build_images() {
  local folder log=$LOGS/images-build.log
  folder=$(images_path)
  [ ! -d "$folder" ] || return 0
  say "making the test images: about a minute, once"
  rm -rf "$folder.$$"
  if ! "$HERE/images/build.sh" "$folder.$$" > "$log" 2>&1; then
    rm -rf "$folder.$$"
    tail -n 15 "$log" >&2
    die "the test images could not be made; the whole log is $log"
  fi
  mv "$folder.$$" "$folder"
}

# image_names TAR: the full names of the image in it
image_names() {
  tar -xOf "$1" manifest.json | python3 -c 'import json, sys; print(*json.load(sys.stdin)[0]["RepoTags"], sep="\n")'
}

# push TAR NAME: into a registry of ours; the options of skopeo follow
push() {
  local tar=$1 name=$2
  shift 2
  skopeo copy -q --dest-tls-verify=false "$@" "docker-archive:$tar" "docker://127.0.0.1:$name"
}

# load_images: does nothing for the images that were loaded before
load_images() {
  local folder tar name names
  folder=$(images_path)
  [ "$(cat "$STATE/images-loaded" 2>/dev/null)" != "$folder" ] || return 0
  for tar in "$folder"/*.tar; do
    ctr images import "$tar" > /dev/null
    mapfile -t names < <(image_names "$tar")
    for name in "${names[@]}"; do
      case $name in docker.io/*) push "$tar" "$DK8S_REGISTRY_PORT/${name#docker.io/}" ;; esac
    done
  done
  for name in busybox:1 echo:1; do
    case $name in busybox*) tar=$folder/busybox.tar ;; *) tar=$folder/plugin.tar ;; esac
    push "$tar" "$DK8S_PRIVATE_PORT/private/$name" --dest-creds "$REGISTRY_USER:$REGISTRY_PASSWORD"
  done
  echo "$folder" > "$STATE/images-loaded"
}
