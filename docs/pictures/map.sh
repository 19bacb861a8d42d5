#!/usr/bin/env bash
# Takes the pictures of the map: Quảng Ninh with its units and the demo's register, and a real register, the poles of Seattle, with the
# Open Fibre Data Standard's example. `make pictures` builds what it needs first.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
hatang=$(realpath "${HATANG:-$target/debug/hatang}")
export MAP_CLIENT=$target/tools/map-client
here=docs/pictures data=$(mktemp -d) password=hatang-on-a-picture port=${PORT:-8097}
export HATANG__DATA__DIR=$data HATANG__SERVER__LISTEN=127.0.0.1:$port HATANG__LOG__LEVEL=warn
house=http://127.0.0.1:$port

"$hatang" serve --demo --demo-password "$password" >"$data/out" &
server=$!
trap 'kill "$server"; wait "$server" || true; rm -rf "$data"' EXIT
until curl -sf "$house/readyz" >/dev/null; do kill -0 "$server"; sleep 0.2; done

real=tests/data/real
"$hatang" import "$real/seattle-pole-attachments-2021.csv" --mapping seattle-pole-attachments --owner "Seattle City Light" --create-owner
"$hatang" import "$real/ofds-nodes.geojson" --mapping ofds-nodes --owner "FibreCo" --create-owner
"$hatang" import "$real/ofds-spans.geojson" --mapping ofds-spans --owner "FibreCo"

token=$(curl -sSf "$house/api/v1/auth/login" -H 'content-type: application/json' \
  -d "{\"email\":\"planner@viettel.example\",\"password\":\"$password\"}" | jq -r .access_token)
# look LON LAT ZOOM NAME
look() {
  jq -n --arg house "$house" --arg token "$token" --argjson lon "$1" --argjson lat "$2" --argjson zoom "$3" --arg picture "$here/$4.png" \
    '{house: $house, token: $token, size: [900, 600], views: [{lon: $lon, lat: $lat, zoom: $zoom, picture: $picture}]}' |
    node tests/map-client/look.mjs | jq -c '{errors, view: (.views[0] | {zoom, hit, assets: .assets.features, counted: .assets.counted, areas: .areas.features})}'
}
look 107.3 21.15 9.6 map-quang-ninh
look 107.08 20.953 15.2 map-ha-long
look -122.335 47.62 11.4 map-seattle
look "${OFDS_LON:-0}" "${OFDS_LAT:-0}" "${OFDS_ZOOM:-7}" map-ofds
