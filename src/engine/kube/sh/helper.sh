# PID 1 of the helper container: makes the control folders, then only keeps the Pod alive.
# $1: how the tree in /run/drone-k8s-tree is packed, if it is there; the rest: indices of shell steps.
# While a client is there, TERM ends it only after `bye` was written: until then it serves logs.
umask 0
cd /run/drone-k8s || exit 3
packing=$1; shift
mkdir -p tmp s && mkfifo idle || exit 3
# The kubelet makes the folder of a step when it makes the step's container, and fails if somebody
# else does so in the same instant. It comes to the first two right now: those are left to it.
n=0 first= later=
for i; do
  n=$((n + 1))
  if [ "$n" -le 2 ]; then first="$first $i"; else later="$later s/$i/drone"; fi
done
[ -z "$later" ] || mkdir -p $later || exit 3
for i in $first; do
  tries=0
  while [ ! -d "s/$i/drone" ] && [ "$tries" -lt 60 ]; do
    read -r -t 0.005 x 0<> idle
    tries=$((tries + 1))
  done
  mkdir -p "s/$i/drone" || exit 3
done
fifos=
for i; do
  fifos="$fifos s/$i/gate s/$i/stop"
  : >> "s/$i/log"
done
[ -z "$fifos" ] || mkfifo $fifos || exit 3
# Without exec the tree lies here in pieces.
if [ -d /run/drone-k8s-tree ]; then
  sum=$(cat /run/drone-k8s-tree/0* | md5sum)
  if [ "$packing" = gzip ]; then cat /run/drone-k8s-tree/0* | gzip -dc | tar -xf - -C /
  else cat /run/drone-k8s-tree/0* | tar -xf - -C /; fi
  echo "tree $? ${sum%% *}"
fi
end() {
  [ -e bye ] && exit 0
  for f in tmp/agent.*; do [ -e "$f" ] && return; done
  exit 0
}
trap end TERM INT
: > ready
while :; do read -r x < idle; done
