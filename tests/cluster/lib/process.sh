# shellcheck shell=bash
# Processes that outlive the script that started them: start, stop, and whether one still lives.
# There is no systemd here. Each component leads a process group of its own, is known by
# $RUN/NAME.pid and writes to $LOGS/NAME.log.

STARTED=${EPOCHREALTIME/[.,]/}

# say TEXT: a line of progress with the seconds since the script began
say() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - STARTED) / 100000))
  printf 'cluster: %3d.%ds %s\n' $((tenths / 10)) $((tenths % 10)) "$*" >&2
}

die() {
  printf 'cluster: %s\n' "$*" >&2
  exit 1
}

# born PID: when the process was started, in clock ticks; fails for one that is gone or a zombie.
# An id alone is not enough: in a container nobody may reap the dead, which then still answer
# kill -0, and after a crash the number may be that of another process.
born() {
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -ra fields <<< "${stat##*) }"
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

# alive NAME
alive() {
  local id birth
  [ -s "$RUN/$1.pid" ] || return 1
  read -r id birth < "$RUN/$1.pid"
  [ "$(born "$id")" = "$birth" ]
}

pid_of() { cut -d' ' -f1 "$RUN/$1.pid"; }

# signal SIGNAL NAME: to all of the component's process group
signal() { kill "-$1" -- "-$(pid_of "$2")" 2>/dev/null || true; }

# start NAME COMMAND...: nothing happens when it already runs
start() {
  local name=$1
  shift
  alive "$name" && return 0
  # 9 is the lock of `cluster.sh`: a daemon must not inherit it.
  setsid nohup "$@" >> "$LOGS/$name.log" 2>&1 < /dev/null 9>&- &
  echo "$! $(born $!)" > "$RUN/$name.pid"
}

# keep NAME COMMAND...: as start, and run again whenever it ends by itself. The scheduler and the
# controller manager end on purpose when they lose the API server at a bad moment.
keep() {
  local name=$1
  shift
  # shellcheck disable=SC2016
  start "$name" bash -c 'while :; do "$@"; echo "$1 ended with $?"; sleep 1; done' "$name" "$@"
}

# stop SIGNAL NAME...: all at once; what is still there after 10 s is killed
stop() {
  local sig=$1 name i left
  shift
  for name; do
    alive "$name" || continue
    signal "$sig" "$name"
    signal CONT "$name" # one that was paused could not act on the signal
  done
  for ((i = 0; i < 200; i++)); do
    left=
    for name; do alive "$name" && left=1; done
    [ -z "$left" ] && break
    sleep 0.05
  done
  for name; do
    alive "$name" && signal KILL "$name"
    rm -f "$RUN/$name.pid"
  done
}

# wait_for SECONDS NAME COMMAND...: until the command succeeds. Fails, with the end of the
# component's log, when the time is over or the component has died.
wait_for() {
  local deadline=$((SECONDS + $1)) name=$2
  shift 2
  until "$@" > /dev/null 2>&1; do
    if [ "$SECONDS" -ge "$deadline" ] || ! alive "$name"; then
      tail -n 15 "$LOGS/$name.log" >&2 || true
      die "$name did not come up; the whole log is $LOGS/$name.log"
    fi
    sleep 0.1
  done
}
