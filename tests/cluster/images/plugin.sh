#!/bin/sh
# A plugin as Drone knows them: an image that does its work in its own entry point and is told
# what to do by settings, which arrive as PLUGIN_* variables.
#   PLUGIN_LINES=N   print N numbered lines, as fast as possible
#   PLUGIN_SLEEP=N   sleep that many seconds
#   PLUGIN_EXIT=N    exit with that code
echo "plugin settings:"
env | grep '^PLUGIN_' | sort
echo "status=$DRONE_BUILD_STATUS stage=$DRONE_STAGE_STATUS failed=$DRONE_FAILED_STEPS"
if [ -n "$PLUGIN_LINES" ]; then
  awk -v lines="$PLUGIN_LINES" 'BEGIN { for (i = 1; i <= lines; i++) printf "line %06d\n", i }'
fi
if [ -n "$PLUGIN_SLEEP" ]; then
  # As process 1 a shell takes no signal that it does not trap.
  trap 'echo "plugin: told to stop"; kill "$sleeper"; exit 143' TERM INT
  sleep "$PLUGIN_SLEEP" &
  sleeper=$!
  wait "$sleeper"
fi
exit "${PLUGIN_EXIT:-0}"
