# Receives the working tree and the scripts as one tar of exactly $1 bytes on stdin ($2: `gzip` or
# `none`), unpacks it at / and answers with a hash of what came. $3 names the attempt: after a cut
# connection the next one may start while this one still waits for bytes that never come. $4: bytes of
# a piece, whole blocks of 64 KiB.
#
# Piece by piece: dd puts the next one into a file while the last one is hashed and unpacked. (A `tee`
# in front of tar and md5sum costs more than both of them.) The hash is the MD5 of the list of MD5s,
# because it is against accidents only and costs a third of SHA-256 in busybox.
# fd 3 keeps stdout open: containerd closes stdin as soon as one output of the process ends.
exec 3>&1
umask 0
p=/run/drone-k8s/tmp/$3
rm -f "$p".* && mkfifo "$p.come" "$p.room" && : > "$p.sums" || exit 3
exec 4<> "$p.come" 5<> "$p.room"
pieces() {
  while read -r n <&4 && [ "$n" != end ]; do
    md5sum < "$p.$n" >> "$p.sums" & s=$!
    cat "$p.$n"
    wait "$s"
    rm -f "$p.$n"
    echo >&5
  done
}
unpack() { if [ "$1" = gzip ]; then gzip -dc | tar -xf - -C /; else tar -xf - -C /; fi; }
pieces | unpack "$2" & u=$!
take() {
  dd bs=65536 count="$(($1 / 65536))" iflag=fullblock &&
    { [ "$(($1 % 65536))" = 0 ] || dd bs="$(($1 % 65536))" count=1 iflag=fullblock; }
}
left=$1 n=0
while [ "$left" -gt 0 ]; do
  # Two pieces may lie there.
  [ "$n" -lt 2 ] || read -r x <&5
  size=$left; [ "$size" -le "$4" ] || size=$4
  take "$size" > "$p.$n" 2> "$p.error" || { cat "$p.error" >&2; rm -f "$p".*; exit 3; }
  echo "$n" >&4
  left=$((left - size)) n=$((n + 1))
done
echo end >&4
wait "$u"
c=$?
sum=$(md5sum < "$p.sums")
rm -f "$p".*
echo "received $c ${sum%% *}"
