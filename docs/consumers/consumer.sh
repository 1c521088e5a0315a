#!/bin/sh
# Tells each alert of tetherd once. Needs the `nats` command line and jq. Set NATS_URL and TETHERD_SITE; it keeps what it told in the folder BRIDGE_DIR.
set -u
stream="TETHERD_${TETHERD_SITE:-default}_ALERTS" name=bridge-shell
mkdir -p "${BRIDGE_DIR:=./bridge}/told" && cd "$BRIDGE_DIR" || exit 1
# The server remembers what is acknowledged. One message at a time, so that one that comes again cannot be overtaken.
nats consumer info "$stream" "$name" >/dev/null 2>&1 ||
  nats consumer add "$stream" "$name" --pull --ack explicit --deliver all --max-pending 1 --defaults >/dev/null || exit 1
while :; do
  # A message is acknowledged when it is whole in this file, where the next start finds it if this program ends before it is told.
  [ -n "$(jq -r .id next.json 2>/dev/null)" ] || nats consumer next "$stream" "$name" --raw --timeout 60s >next.json 2>/dev/null
  alert=$(jq -r '"\(.source) \(.data.fingerprint)" | gsub("[^A-Za-z0-9.-]"; "_")' next.json 2>/dev/null) && [ -n "$alert" ] || { sleep 1; continue; }
  last=$(cat "told/$alert" 2>/dev/null || echo 0000000000)
  # The last sequence of each alert: what is not newer has been told.
  jq -r --arg last "$last" 'select(.sequence > $last) | .data | select(.transitionKind != "repeated" and (.silencedBy or .storm | not))
    | "\(.status) [\(.severity)] \(.annotations.summary // .fingerprint)"' next.json # put your chat here
  jq -r --arg last "$last" '[.sequence, $last] | max' next.json >"told/$alert" && : >next.json
done
