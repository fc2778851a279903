# The control session in the helper. In: `go ID FILE<TAB>ENV`, `next ID NEXT TIME<TAB>FILE<TAB>ENV`,
# `drop 0`, `stop ID`, `size ID [dead]`, `hb N`, `bye`. Out: `ready`, `ok VERB ID`, `hb N`,
# `exit ID CODE [NEXT]`, `size ID SIZE`, `dead ID SIZE`.
# FILE is what the step reads as /run/drone/env (with `\n` between its lines), ENV what its preamble
# sources. `next`: if ID ends with 0, NEXT is released at once, with the time of then in place of TIME;
# `drop` takes back all of these. What somebody waits for comes first: the release before the code, the
# code before the size. Every command may come again after a cut connection; all state is in files.
# $1: number of steps.
#
# One process blocks on stdin, one for each running step waits for its end. A timed read of stdin
# would not do: when its time is over in the middle of a line, the first half is lost.
cd /run/drone-k8s || exit 3
[ -e ready ] || exit 4
umask 0
me=tmp/agent.$$
tab=$(printf '\t')
mkfifo "$me" || exit 3
: > "$me.beat"
size() { stat -c %s "s/$1/.step/log"; }
# Releases step $1 with FILE $2 and ENV $3; false if it was before.
go() {
  [ ! -e "s/$1/.step/verb" ] || return 1
  printf '%s\n' "$3" > "s/$1/.step/release"
  printf '%b' "$2" > "s/$1/env"
  echo go > "s/$1/.step/verb"
  # Wakes a step that stands at its gate already.
  echo go 1<> "s/$1/.step/gate"
}
# $out: $1 with $now in place of $time.
timed() {
  out='' rest=$1
  while :; do
    case $rest in
      *"$time"*) out=$out${rest%%"$time"*}$now rest=${rest#*"$time"} ;;
      *) out=$out$rest; return ;;
    esac
  done
}
# Step $1 has ended well: releases the one that is to follow. $next is its number; fails if it is for
# somebody else to watch it, $2: whatever was not done before is not done now.
follow() {
  next=''
  [ -s "tmp/next.$1" ] || return
  { read -r next time && IFS= read -r file && IFS= read -r env; } < "tmp/next.$1" || { next=''; return 1; }
  if [ -n "$2" ]; then
    [ -e "tmp/went.$next" ] || next=''
    return 1
  fi
  # Sessions that overlap both come here; the file can be made once.
  set -C
  echo > "tmp/went.$next" && first=1 || first=''
  set +C
  [ -n "$first" ] || return
  read -r up x < /proc/uptime
  now=$((boot + ${up%%.*}))
  timed "$file"; file=$out
  timed "$env"
  go "$next" "$file" "$out"
} 2> /dev/null
# Tells the end of step $1 and of those that follow it; $2 as for `follow`. A step writes its record first
# and the FIFO then, we open the FIFO first and look for the record then: one of the two is seen. A step
# that damages its folder is seen later.
await() {
  id=$1
  exec 5<> "s/$id/.step/end" < /dev/null
  while [ -e "$me" ]; do
    if [ -s "s/$id/.step/done" ]; then
      read -r code < "s/$id/.step/done"
      next='' goes_on=''
      [ "$code" = 0 ] && follow "$id" "$2" && goes_on=1
      echo "exit $id $code $next"
      echo "size $id $(size "$id")"
      [ -n "$goes_on" ] || return
      id=$next
      exec 5<> "s/$id/.step/end"
    else
      read -r -t 1 x <&5
    fi
  done
}
# No heartbeat for a minute: the client is gone without a word.
watch() {
  exec 6<> "$me" < /dev/null
  while [ -e "$me" ]; do
    last=$beat
    # Nothing is ever written to this: it is a sleep that starts no process.
    read -r -t 60 x <&6
    read -r beat < "$me.beat"
    [ "$beat" = "$last" ] && break
  done
  kill $$ 2> /dev/null
}
beat=none
watch &
watcher=$!
trap 'rm -f "$me" "$me.beat"; kill "$watcher" 2> /dev/null; exit 0' TERM EXIT
apart() { (trap - TERM EXIT; "$@") & }
# A writer that stays behind until somebody opens the other end; it must hold nothing of this session.
later() { exec < /dev/null > /dev/null 2>&1; echo "$1" > "$2"; }
read -r up x < /proc/uptime
boot=$(($(date +%s) - ${up%%.*}))
echo ready
i=0
while [ "$i" -lt "$1" ]; do
  # What has ended meanwhile is told only: `drop` may be on its way.
  if [ -s "s/$i/.step/done" ]; then apart await "$i" told
  elif [ -e "s/$i/.step/verb" ]; then apart await "$i"; fi
  i=$((i + 1))
done
while read -r verb id rest; do
  case $verb in
    go)
      go "$id" "${rest%%$tab*}" "${rest#*$tab}" && apart await "$id"
      # For one that is about to.
      apart later go "s/$id/.step/gate"
      echo "ok go $id" ;;
    next)
      head=${rest%%$tab*} rest=${rest#*$tab}
      printf '%s\n%s\n%s\n' "$head" "${rest%%$tab*}" "${rest#*$tab}" > "tmp/next.$id"
      echo "ok next $id" ;;
    drop)
      for file in tmp/next.*; do : > "$file"; done
      echo "ok drop 0" ;;
    stop)
      echo stop > "s/$id/.step/stopped"
      # A script that has not begun never will: this is its end, whatever its container waits for.
      if [ ! -e "s/$id/.step/script.pid1" ] && [ ! -s "s/$id/.step/done" ]; then
        echo 143 > "s/$id/.step/done"
        echo end 1<> "s/$id/.step/end"
        [ -e "s/$id/.step/verb" ] || apart await "$id"
      fi
      apart later stop "s/$id/.step/stop"
      echo "ok stop $id" ;;
    size)
      # With a record, `exit` comes by itself.
      if [ -s "s/$id/.step/done" ]; then echo "size $id $(size "$id")"
      elif [ "$rest" = dead ]; then echo "dead $id $(size "$id")"
      else echo "size $id $(size "$id")"
      fi ;;
    hb) echo "$id" > "$me.beat"; echo "hb $id" ;;
    bye)
      : > bye
      # The helper may have been told to end before.
      echo bye 1<> idle
      echo "ok bye 0" ;;
  esac
done
