# PID 1 of a shell step: waits at the gate, runs the script, records its exit code. Runs under any
# POSIX shell and needs no other program. $D is the step's own control folder.
D=/run/drone/.step
end() { echo "$1" > "$D/done"; echo end 1<> "$D/end"; exit "$1"; }
[ -s "$D/done" ] && { read -r c < "$D/done"; exit "$c"; }
[ -e "$D/script.pid1" ] && end 137
t=
# As PID 1, -1 is every other process of this container. Once only: the helper and the kubelet may both
# ask for the end, and a script that cleans up is not to be disturbed.
stop() { [ -e "$D/told" ] || { : > "$D/told"; kill -TERM -1; } 2> /dev/null; }
trap 't=1; stop' TERM INT
echo "drone-k8s: waiting; the output of this step goes to $D/log"
while [ ! -s "$D/verb" ]; do
  [ -z "$t" ] || exit 143
  if [ -p "$D/gate" ]; then read -r x < "$D/gate"; else sleep 0.1 2> /dev/null; fi
done 2> /dev/null
. "$D/release"
# In this order: whoever stops the step writes `stopped` first and looks for this file then.
: > "$D/script.pid1"
[ -e "$D/stopped" ] && end 143
/bin/sh "$D/script" < /dev/null >> "$D/log" 2>&1 &
p=$!
(read -r x < "$D/stop" && stop) < /dev/null > /dev/null 2>&1 &
wait "$p"; c=$?
while kill -0 "$p" 2> /dev/null; do wait "$p"; c=$?; done
end "$c"
