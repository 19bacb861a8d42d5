#!/bin/sh
# Runs Node: the system's, or the one of the lock file where the system's is older than Vite needs
# (Debian 12 has 18).
set -eu
web=$(cd "$(dirname "$0")/.." && pwd)
new_enough='const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
if node -e "$new_enough" 2>/dev/null; then
  exec node "$@"
fi
# npm installs the one for this machine.
for installed in "$web"/node_modules/node-linux-*/bin/node; do
  [ ! -x "$installed" ] || exec "$installed" "$@"
done
echo "Node 20.19 or newer is missing; \`npm ci\` in web installs it" >&2
exit 127
