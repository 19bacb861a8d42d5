#!/usr/bin/env bash
# Takes the pictures of the map: Quảng Ninh with its units and the demo's register, and a real register, the poles of Seattle, with the
# Open Fibre Data Standard's example. `make pictures` builds what it needs first.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
hatang=$(realpath "${PROGRAM:-$target/debug/hatang}")
export MAP_CLIENT=$target/tools/map-client
here=docs/pictures data=$(mktemp -d) password=hatang-on-a-picture port=${PORT:-8097}
export HATANG__DATA__DIR=$data HATANG__SERVER__LISTEN=127.0.0.1:$port HATANG__LOG__LEVEL=warn
server=http://127.0.0.1:$port

"$hatang" serve --demo --demo-password "$password" >"$data/out" &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$data"' EXIT
until curl -sf "$server/readyz" >/dev/null; do kill -0 "$server"; sleep 0.2; done

real=tests/data/real
"$hatang" import "$real/seattle-pole-attachments-2021.csv" --mapping seattle-pole-attachments --owner "Seattle City Light" --create-owner
"$hatang" import "$real/ofds-nodes.geojson" --mapping ofds-nodes --owner "FibreCo" --create-owner
"$hatang" import "$real/ofds-spans.geojson" --mapping ofds-spans --owner "FibreCo"

token=$(curl -sSf "$server/api/v1/auth/login" -H 'content-type: application/json' \
  -d "{\"email\":\"planner@viettel.example\",\"password\":\"$password\"}" | jq -r .access_token)
# look LON LAT ZOOM NAME
look() {
  jq -n --arg server "$server" --arg token "$token" --argjson lon "$1" --argjson lat "$2" --argjson zoom "$3" --arg picture "$here/$4.png" \
    '{server: $server, token: $token, size: [900, 600], views: [{lon: $lon, lat: $lat, zoom: $zoom, picture: $picture}]}' |
    tests/map-client/node.sh tests/map-client/look.mjs | jq -c '{errors, view: (.views[0] | {zoom, painted, assets: .assets.features, counted: .assets.counted, areas: .areas.features})}'
}
look 107.3 21.12 9.75 map-quang-ninh
look -122.309 47.606 15.3 map-seattle
look -0.9 6.17 8.9 map-ofds
