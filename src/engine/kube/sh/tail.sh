# A log session in the helper. In: `tail ID OFFSET`, `poke`, `stop`. Out: the line
# `<RS>$1 ID OFFSET`, then the bytes of the step's log from OFFSET on, as they are written.
#
# `cat` goes on where the last one ended, because all share one open file. It runs beside the
# process that reads stdin, for the reason given in agent.sh; a byte in the FIFO wakes it. It ends
# with the session, or when nothing was heard for half a minute.
cd /run/drone-k8s || exit 3
me=tmp/tail.$$
mkfifo "$me" || exit 3
exec 6<> "$me"
send() {
  idle=0
  while cat <&5 && [ "$idle" -lt 600 ]; do
    if read -r -t 0.05 x <&6; then idle=0; else idle=$((idle + 1)); fi
  done
  kill $$ 2> /dev/null
}
end() { [ -z "$sender" ] || { kill "$sender" && wait "$sender"; } 2> /dev/null; sender=; }
sender=
trap 'end; rm -f "$me"; exit 0' TERM EXIT
while read -r verb id offset; do
  case $verb in
    tail)
      end
      exec 5< "s/$id/.step/log" || exit 3
      [ "$offset" = 0 ] || dd bs=1 skip="$offset" count=0 <&5 2> /dev/null
      printf '\036%s %s %s\n' "$1" "$id" "$offset"
      (trap - TERM EXIT; send) < /dev/null & sender=$! ;;
    poke) echo >&6 ;;
    stop) end ;;
  esac
done
