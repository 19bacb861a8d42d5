#!/bin/sh
# Runs Node: the system's, or the one that `make deps` installs from npm if the system's is too old
# for Playwright (Debian 12 has 18).
set -eu
modules=${MAP_CLIENT:-${CARGO_TARGET_DIR:-$(dirname "$0")/../../target}/tools/map-client}/node_modules
new_enough='const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
if node -e "$new_enough" 2>/dev/null; then
  exec node "$@"
fi
# npm installs the package for this machine's architecture.
for installed in "$modules"/node-linux-*/bin/node; do
  [ ! -x "$installed" ] || exec "$installed" "$@"
done
echo "Node 20.19 or newer is missing; \`make deps\` installs it" >&2
exit 127
