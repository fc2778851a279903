# PID 1 of the helper container: makes the control folders, then only keeps the Pod alive.
# $1: how the tree in /run/drone-k8s-tree is packed, if it is there; the rest: indices of shell steps.
# While a client is there, TERM ends it only after `bye` was written: until then it serves logs.
umask 0
cd /run/drone-k8s || exit 3
packing=$1; shift
mkdir -p tmp && mkfifo idle || exit 3
folders= fifos=
for i; do
  folders="$folders s/$i/.step"
  fifos="$fifos s/$i/.step/gate s/$i/.step/stop s/$i/.step/end"
done
if [ -n "$folders" ]; then
  mkdir $folders && mkfifo $fifos || exit 3
  for f in $folders; do : > "$f/log"; done
fi
# Without exec the tree lies here. It is smaller than a piece of receive.sh, so it is hashed as one.
if [ -d /run/drone-k8s-tree ]; then
  sum=$(cat /run/drone-k8s-tree/0* | md5sum | md5sum)
  if [ "$packing" = gzip ]; then cat /run/drone-k8s-tree/0* | gzip -dc | tar -xf - -C /
  else cat /run/drone-k8s-tree/0* | tar -xf - -C /; fi
  echo "tree $? ${sum%% *}"
fi
told=
end() {
  [ -e bye ] && exit 0
  told=1
  for f in tmp/agent.*; do [ -e "$f" ] && return; done
  exit 0
}
trap end TERM INT
: > ready
while :; do
  read -r x < idle
  [ -z "$told" ] || end
done
