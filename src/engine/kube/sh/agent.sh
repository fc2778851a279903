# The control session in the helper. In: `go ID FILE<TAB>ENV`, `stop ID`, `size ID [dead]`, `hb N`,
# `bye`. Out: `ready`, `ok VERB ID`, `hb N`, `exit ID CODE`, `size ID SIZE`, `dead ID SIZE`.
# FILE is what the step reads as /run/drone/env (with `\n` between its lines), ENV what its preamble
# sources. What somebody waits for comes first: the code before the size, the release before the rest.
# Every command may come again after a cut connection; all state is in files. $1: number of steps.
#
# Two processes: one blocks on stdin, the other looks for ends every 5 ms. A timed read of stdin
# would not do: when its time is over in the middle of a line, the first half is lost.
cd /run/drone-k8s || exit 3
[ -e ready ] || exit 4
umask 0
me=tmp/agent.$$
tab=$(printf '\t')
mkfifo "$me" || exit 3
: > "$me.beat"
size() { stat -c %s "s/$1/log"; }
look() {
  exec 6<> "$me" < /dev/null
  told=' ' ticks=0 last=
  while [ -e "$me" ]; do
    i=0
    while [ "$i" -lt "$1" ]; do
      if [ -s "s/$i/done" ]; then
        case $told in
          *" $i "*) ;;
          *)
            read -r code < "s/$i/done"
            echo "exit $i $code"
            echo "size $i $(size "$i")"
            told="$told$i " ;;
        esac
      fi
      i=$((i + 1))
    done
    # Nothing is ever written to this: it is a sleep that starts no process.
    read -r -t 0.005 x <&6
    ticks=$((ticks + 1))
    # No heartbeat for a minute: the client is gone without a word.
    if [ "$ticks" -ge 12000 ]; then
      read -r beat < "$me.beat"
      [ "$beat" = "$last" ] && break
      last=$beat ticks=0
    fi
  done
  kill $$ 2> /dev/null
}
look "$1" &
looker=$!
trap 'rm -f "$me" "$me.beat"; kill "$looker" 2> /dev/null; exit 0' TERM EXIT
echo ready
while read -r verb id rest; do
  case $verb in
    go)
      if [ ! -e "s/$id/verb" ]; then
        printf '%s\n' "${rest#*$tab}" > "s/$id/env"
        printf '%b' "${rest%%$tab*}" > "s/$id/drone/env"
        echo go > "s/$id/verb"
      fi
      # Wakes a step that stands at its gate already. For one that is about to, a writer stays behind;
      # it blocks until the step opens its end, so it must hold nothing of this session.
      echo go 1<> "s/$id/gate"
      (trap - TERM EXIT; exec < /dev/null > /dev/null 2>&1; echo go > "s/$id/gate") &
      echo "ok go $id" ;;
    stop)
      echo stop > "s/$id/stopped"
      # A script that has not begun never will: this is its end, whatever its container waits for.
      [ -e "s/$id/script.pid1" ] || [ -s "s/$id/done" ] || echo 143 > "s/$id/done"
      (trap - TERM EXIT; exec < /dev/null > /dev/null 2>&1; echo stop > "s/$id/stop") &
      echo "ok stop $id" ;;
    size)
      # With a record, `exit` comes by itself.
      if [ -s "s/$id/done" ]; then echo "size $id $(size "$id")"
      elif [ "$rest" = dead ]; then echo "dead $id $(size "$id")"
      else echo "size $id $(size "$id")"
      fi ;;
    hb) echo "$id" > "$me.beat"; echo "hb $id" ;;
    bye) : > bye; echo "ok bye 0" ;;
  esac
done
