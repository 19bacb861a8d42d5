#!/usr/bin/env bash
# The README's tour, as one script: a sharing request of 12 poles from the search to active occupancy, and a mast from the siting
# application to an asset that others can share.
# Needs a server started by `make run` and, on this side, curl and jq.
set -euo pipefail
HATANG=${HATANG:-http://127.0.0.1:8080}
PASSWORD=${DEMO_PASSWORD:-hatang-demo-2026}
API=$HATANG/api/v1

say() { printf '\n\033[1m%s\033[0m\n' "$*" >&2; }

# A token for one of the demo's people: logged in once, and again when the demo's clock has outlived the session.
tokens=$(mktemp -d)
trap 'rm -rf "$tokens"' EXIT
login() {
  [ -s "$tokens/$1" ] || curl -sSf "$API/auth/login" -H 'content-type: application/json' \
    -d "{\"email\":\"$1\",\"password\":\"$PASSWORD\"}" | jq -r .access_token >"$tokens/$1"
  cat "$tokens/$1"
}

# get PERSON PATH
get() { curl -sSf "$API$2" -H "authorization: Bearer $(login "$1")" -H 'accept-language: en'; }

# act PERSON CASE ACTION [DATA]: reads the version of the case, and names it in If-Match.
act() {
  local token etag
  token=$(login "$1")
  etag=$(curl -sSf -o /dev/null -D - "$API/cases/$2" -H "authorization: Bearer $token" | tr -d '\r' | awk 'tolower($1)=="etag:"{print $2}')
  curl -sS --fail-with-body "$API/cases/$2/actions/$3" -H "authorization: Bearer $token" -H "if-match: $etag" \
    -H "idempotency-key: $(date +%s%N)-$RANDOM" -H 'accept-language: en' -H 'content-type: application/json' \
    -d "{\"data\":${4:-{\}}}" | jq -c '{code, state, state_title, decision, due: [.timers[] | select(.status=="running") | .limit + " " + .due_on]}'
}

# The demo's clock, put forward by whole days: notices have to be given in good time.
days_pass() {
  curl -sSf -X POST "$HATANG/demo/clock?days=$1" -H "authorization: Bearer $(login admin@hatang.example)" | jq -r .now
  rm -f "$tokens"/*
}

PLANNER=planner@vnpt.example MANAGER=manager@vnpt.example CLERK=clerk@pcquangninh.example

say "1. Who am I?"
get $PLANNER /me | jq -c '{name, memberships: [.memberships[] | .organization_name + ": " + .role]}'

say "2. Poles along Trần Hưng Đạo in Hạ Long with a free position, in order"
poles=$(curl -sSf "$API/assets/along-route" -H "authorization: Bearer $(login $PLANNER)" -H 'content-type: application/json' -d '{
  "route": {"type":"LineString","coordinates":[[107.0822,20.9546],[107.0868,20.9560],[107.0915,20.9578]]},
  "buffer_m": 15, "units": [{"unit":"attachment_position","quantity":1}]}')
jq -c '.items[:3][] | {code: .asset.code, free_band: .asset.free_band, along_m}' <<<"$poles"
ids=$(jq -c '[.items[].asset | select(.kind=="pole") | .id][:12]' <<<"$poles")
echo "$(jq length <<<"$ids") poles chosen"

free() { get $CLERK "/assets/$(jq -r '.[0]' <<<"$ids")" | jq '.capacity[] | select(.unit=="attachment_position") | .free'; }
before=$(free)
echo "free positions on the first of them, as its owner sees it: $before"

say "3. File a request for the route"
elements=$(jq -c 'map({asset_id: ., units: [{unit:"attachment_position", quantity:1}]})' <<<"$ids")
case_id=$(curl -sSf "$API/sharing-requests" -H "authorization: Bearer $(login $PLANNER)" -H "idempotency-key: tour-$(date +%s%N)" \
  -H 'content-type: application/json' -d "{\"title\":\"Cáp quang Trần Hưng Đạo\",\"purpose\":\"FTTH\",\"elements\":$elements,
  \"equipment\":{\"description\":\"ADSS 24 sợi\",\"weight_kg\":4.5,\"diameter_mm\":11.5}}" | jq -r .id)
act $PLANNER "$case_id" submit

say "4. The owner asks for what is missing, once; the applicant completes it"
act $CLERK "$case_id" request_supplement '{"items":[{"item":"Route plan","reason":"The crossing at pole 7 is not shown"}]}'
curl -sSf -X POST "$API/cases/$case_id/documents?kind=route_plan&name=route.json" -H "authorization: Bearer $(login $PLANNER)" \
  -H 'content-type: application/octet-stream' --data-binary '{"type":"FeatureCollection","features":[]}' | jq -c '{kind, name, version, sha256}'
act $PLANNER "$case_id" resubmit

say "5. Complete: the whole route is set aside, and one month begins in which the owner must answer"
act $CLERK "$case_id" confirm_complete

say "6. What may the owner do now?"
get $CLERK "/cases/$case_id/actions" | jq -c '[.items[].action]'

say "7. An offer with make-ready on one pole; the manager accepts"
act $CLERK "$case_id" offer "{\"rent_vnd_per_month\":1440000,\"terms\":\"5 years, paid each quarter\",\"estimate_vnd\":3500000,
  \"make_ready\":[{\"asset_id\":$(jq '.[0]' <<<"$ids"),\"work\":\"Move the lighting bracket\"}]}"
act $MANAGER "$case_id" accept

say "8. Make-ready: present tenants are told fifteen days ahead"
today=$(get $CLERK "/cases/$case_id" | jq -r '.updated_at[:10]')
act $CLERK "$case_id" start_make_ready "{\"space\":\"communications\",\"works_on\":\"$(date -d "$today + 21 days" +%F)\"}"
echo "the demo's clock is put forward: $(days_pass 21)"
act $CLERK "$case_id" finish_make_ready

say "9. The crew is announced, comes, and files what it built"
today=$(date -d "$today + 21 days" +%F)
act $PLANNER "$case_id" log_entry "{\"crew\":\"Tổ 3, Trần Văn Bình\",\"entry_on\":\"$(date -d "$today + 7 days" +%F)\"}"
echo "the demo's clock is put forward: $(days_pass 7)"
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n' |
  curl -sSf -X POST "$API/cases/$case_id/documents?kind=as_built&name=as-built.pdf" -H "authorization: Bearer $(login $PLANNER)" \
  -H 'content-type: application/octet-stream' --data-binary @- | jq -c '{kind, name, version}'
act $PLANNER "$case_id" report_attached "{\"finished_on\":\"$(date -d "$today + 7 days" +%F)\",\"summary\":\"12 poles, 280 m\"}"

say "10. Accepted as built: the agreement is in force, and the register shows it"
act $CLERK "$case_id" accept_as_built
after=$(free)
echo "free positions on the first pole: $before before, $after now"
test "$after" -eq $((before - 1))

say "11. The trail, chained by hashes"
get $PLANNER "/cases/$case_id/history" | jq -r '.items[] | "\(.seq)  \(.legal_at[:10])  \(.action)  \(.actor_name)  \(.hash[:12])"'

say "12. Letters on both sides"
for person in $PLANNER $CLERK; do
  get "$person" "/notifications?limit=100" | jq -r --arg who "$person" '"\($who): \([.items[] | select(.case_id == "'"$case_id"'" or .case.id == "'"$case_id"'") | .title] | length) letters, the last: \(.items[0].title)"'
done
get $PLANNER "/cases/$case_id" >/dev/null
curl -sSf "$API/cases/$case_id/diagram.svg" -H "authorization: Bearer $(login $PLANNER)" -H 'accept-language: en' -o "${TOUR_DIAGRAM:-/dev/null}"

say "13. A new mast: what stands near and could be shared comes first"
SITE=${TOUR_PLACE:-[107.0875,20.9565]}
post() { # PERSON PATH BODY
  curl -sS "$API$2" -H "authorization: Bearer $(login "$1")" -H "idempotency-key: tour-$(date +%s%N)" -H 'accept-language: en' \
    -H 'content-type: application/json' -d "$3"
}
paper() { # PERSON CASE KIND
  printf '%%PDF-1.4\n%% %s\ntrailer<</Root 1 0 R>>\n%%%%EOF\n' "$3" | curl -sSf -o /dev/null -X POST \
    "$API/cases/$2/documents?kind=$3&name=$3.pdf" -H "authorization: Bearer $(login "$1")" -H 'content-type: application/octet-stream' --data-binary @-
}
site=$(post $PLANNER /siting-applications "{\"title\":\"BTS QN-0412\",\"purpose\":\"5G\",\"asset_kind\":\"tower\",\"height_m\":42,
  \"settlement\":\"urban\",\"place\":{\"type\":\"Point\",\"coordinates\":$SITE}}" | jq -r .id)
for kind in location_map land_paper; do paper $PLANNER "$site" $kind; done
submit() { curl -sS "$API/cases/$site/actions/submit" -H "authorization: Bearer $(login $PLANNER)" -H "if-match: \"$1\"" -H 'accept-language: en' -H 'content-type: application/json' -d '{}'; }
submit 1 | jq -c '{status, errors}'
tower=$(get $PLANNER "/assets?kind=tower&near=$(jq -r '"\(.[0]),\(.[1])"' <<<"$SITE")&within_m=300&limit=1" | jq -r '.items[0].id')
curl -sSf -o /dev/null -X PATCH "$API/siting-applications/$site" -H "authorization: Bearer $(login $PLANNER)" -H 'if-match: "1"' \
  -H 'content-type: application/json' -d "{\"sharing_answers\":[{\"asset_id\":\"$tower\",\"justification\":\"Its structure carries no further 5G panels\"}]}"
paper $PLANNER "$site" sharing_first_evidence
submit 2 | jq -c '{code, state, authority: .authority.name, dossier_code}'

say "14. The ward where the place lies reviews and approves, by two people"
act reviewer@halong.example "$site" accept_intake
act reviewer@halong.example "$site" recommend '{"proposal":"approve","grounds":"In line with the plan"}'
act lead@halong.example "$site" approve

say "15. A permit? The law in force says: no, but a commencement notice"
works="{\"title\":\"BTS QN-0412\",\"work\":\"telecom_passive\",\"class\":\"II\",\"asset_kind\":\"tower\",\"height_m\":42,\"settlement\":\"urban\",
  \"in_plan\":true,\"siting_case_id\":\"$site\",\"starts_on\":\"$(get $PLANNER "/cases/$site" | jq -r '.updated_at[:10]' | xargs -I{} date -d '{} + 5 days' +%F)\",
  \"place\":{\"type\":\"Point\",\"coordinates\":$SITE}}"
permit=$(post $PLANNER /construction-permits "$works" | jq -r .id)
for kind in drawings land_paper; do paper $PLANNER "$permit" $kind; done
curl -sS "$API/cases/$permit/actions/submit" -H "authorization: Bearer $(login $PLANNER)" -H 'if-match: "1"' -H 'accept-language: en' \
  -H 'content-type: application/json' -d '{}' | jq -c '{status, rule, detail, clause}'
notice=$(post $PLANNER /commencement-notices "$works" | jq -r .id)
for kind in drawings foundation_drawings land_paper; do paper $PLANNER "$notice" $kind; done
act $PLANNER "$notice" submit

say "16. Nobody answers: a notice is no permission, so it is received by itself. The works begin and end"
echo "the demo's clock is put forward: $(days_pass 7)"
today=$(curl -sSf "$API/cases/$notice" -H "authorization: Bearer $(login $PLANNER)" | jq -r '.updated_at[:10]')
act $PLANNER "$notice" log_start "{\"on\":\"$today\"}"
paper $PLANNER "$notice" as_built
act $PLANNER "$notice" complete "{\"on\":\"$today\",\"asset_code\":\"QN-TWR-$(date +%s)\",\"capacity\":[{\"unit\":\"mounting_level\",\"installed\":4}]}"

say "17. The new tower stands in the register, and a competitor sees that it has room"
lon=$(jq -r '.[0]' <<<"$SITE") lat=$(jq -r '.[1]' <<<"$SITE")
get planner@viettel.example "/assets?kind=tower&near=$lon,$lat&within_m=50&limit=1" | jq -c '.items[] | {code, lifecycle, free_band, owner: .owner.name}'

say "18. The approval on paper, and what its code leads to"
curl -sSf "$API/cases/$site/issued-documents/siting_approval" -H "authorization: Bearer $(login $PLANNER)" -o "${TOUR_PAPER:-/dev/null}"
number=$(get $PLANNER "/cases/$site" | jq -r '.content.dossier.result.number')
curl -sSf "$API/public/permits/$(sed 's#/#-#g; s#Đ#D#g' <<<"$number")" -H 'accept-language: en' | jq -c '{number, holder, issuer, state, valid_until}'
say "Done: $case_id"
