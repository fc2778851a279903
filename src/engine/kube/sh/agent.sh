# The control session in the helper. In: `go ID FILE<TAB>ENV`, `stop ID`, `size ID [dead]`, `hb N`,
# `bye`. Out: `ready`, `ok VERB ID`, `hb N`, `exit ID CODE`, `size ID SIZE`, `dead ID SIZE`.
# FILE is what the step reads as /run/drone/env (with `\n` between its lines), ENV what its preamble
# sources. What somebody waits for comes first: the code before the size, the release before the rest.
# Every command may come again after a cut connection; all state is in files. $1: number of steps.
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
# Tells the end of step $1. The step writes its record first and the FIFO then, we open the FIFO first
# and look for the record then: one of the two is seen. A step that damages its folder is seen later.
await() {
  exec 5<> "s/$1/.step/end" < /dev/null
  while [ -e "$me" ]; do
    if [ -s "s/$1/.step/done" ]; then
      read -r code < "s/$1/.step/done"
      echo "exit $1 $code"
      echo "size $1 $(size "$1")"
      return
    fi
    read -r -t 1 x <&5
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
echo ready
i=0
while [ "$i" -lt "$1" ]; do
  if [ -e "s/$i/.step/verb" ] || [ -s "s/$i/.step/done" ]; then apart await "$i"; fi
  i=$((i + 1))
done
while read -r verb id rest; do
  case $verb in
    go)
      if [ ! -e "s/$id/.step/verb" ]; then
        printf '%s\n' "${rest#*$tab}" > "s/$id/.step/release"
        printf '%b' "${rest%%$tab*}" > "s/$id/env"
        echo go > "s/$id/.step/verb"
        # Wakes a step that stands at its gate already.
        echo go 1<> "s/$id/.step/gate"
        apart await "$id"
      fi
      # For one that is about to.
      apart later go "s/$id/.step/gate"
      echo "ok go $id" ;;
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
