#!/bin/sh
# Stands in for the clone plugin: fetches the commit that the DRONE_* variables name.
#   PLUGIN_DEPTH=N   fetch only the last N commits
set -e
branch=${DRONE_COMMIT_BRANCH:-main}
cd "${DRONE_WORKSPACE:-$PWD}"
git init -q -b "$branch"
git remote add origin "${DRONE_REMOTE_URL:?no repository to clone}"
git fetch -q ${PLUGIN_DEPTH:+--depth="$PLUGIN_DEPTH"} origin "+refs/heads/$branch:"
git checkout -q "${DRONE_COMMIT_SHA:-FETCH_HEAD}"
git log -1 --format='%h %s'
