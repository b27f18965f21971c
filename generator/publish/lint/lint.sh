#!/usr/bin/env bash
# Lints what `make publish` wrote and applies the overlays with a tool that is not ours; any warning fails.
# Usage: lint.sh [DIST]
set -euo pipefail
dist=$(realpath "${1:-dist}")
cd "$(dirname "$0")"
if ! node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null || ! command -v npm >/dev/null; then
  echo "make publish-lint needs Node.js 20.19 or newer with npm; the published files themselves do not"
  exit 1
fi
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true SCARF_ANALYTICS=false
tools=$(realpath ../../..)/build/publish-lint # not among the sources, which tests walk through
mkdir -p "$tools"
if ! cmp -s package-lock.json "$tools/installed"; then
  cp package.json package-lock.json .npmrc "$tools"
  (cd "$tools" && npm ci --loglevel=error)
  cp package-lock.json "$tools/installed"
fi
PATH=$tools/node_modules/.bin:$PATH

echo "spectral, spectral:oas"
spectral lint --ruleset spectral.yaml --fail-severity=hint "$dist"/openapi/*
echo "redocly, recommended, warnings as errors"
redocly lint --config redocly.yaml "$dist"/openapi/* "$dist"/overlay/*

scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
for version in 3.1 3.0.3; do
  openapi-format "$dist/openapi/okx_margin.$version.en.json" --no-sort --output "$scratch/applied.json" \
    --overlayFile "$dist/overlay/okx_margin.$version.en-to-zh.yaml" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
  node -e '
    const [applied, published] = process.argv.slice(1).map(name => JSON.parse(require("fs").readFileSync(name)));
    require("assert").deepStrictEqual(applied, published);
  ' "$scratch/applied.json" "$dist/openapi/okx_margin.$version.zh.json"
  echo "openapi-format: English $version with the overlay is the Chinese $version"
done
