# shellcheck shell=bash
# The levers that make things go wrong.

# need_component NAME: a typing error must not look like a component that was killed
need_component() {
  case " ${COMPONENTS[*]} proxy " in
    *" $1 "*) ;;
    *) die "there is no component $1; there are: ${COMPONENTS[*]} proxy" ;;
  esac
}

kill_component() { # NAME [SIGNAL]
  need_component "$1"
  stop "${2:-KILL}" "$1"
}

restart_component() { # NAME [SIGNAL]
  need_component "$1"
  stop "${2:-TERM}" "$1"
  start_component "$1"
}

# A paused component keeps its connections open and answers nothing.
signal_component() { # SIGNAL NAME
  need_component "$2"
  alive "$2" || die "$2 does not run"
  signal "$1" "$2"
}

proxy() { # start | stop | status | MODE...
  case $1 in
    start) start_proxy ;;
    stop) stop TERM proxy ;;
    *)
      alive proxy || die "the proxy does not run: $0 proxy start"
      tell proxy "$@"
      ;;
  esac
}

# log_rotation SIZE|default: at which size the kubelet rotates a container's log, until told
# otherwise or taken down
log_rotation() {
  kubelet_config "$1" > "$CONFIG/kubelet.yaml"
  restart_component kubelet
}

# audit [SINCE]: the requests of all but the system and the administrator, as JSON lines, oldest
# first; SINCE is a time such as 2026-01-31T12:00:00Z
audit() {
  [ -e "$LOGS/audit.json" ] || return 0
  local since=${1:-}
  # The log has fractions of a second, and with its Z a time would come after them.
  awk -v since="${since%Z}" '
    match($0, /"requestReceivedTimestamp":"[^"]*"/) && substr($0, RSTART + 28, RLENGTH - 29) >= since
  ' "$LOGS/audit.json"
}
