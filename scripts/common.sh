# shellcheck shell=bash
# What the scripts share; sourced, never run. Leaves the shell in the checkout's root directory.

set -euo pipefail

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$ROOT"

step() { printf '\n==> %s\n' "$*" >&2; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The options with which the binaries are built that ship. One set for all scripts: SwiftPM would otherwise build
# everything anew when they take turns. Static, so that the binary runs where no Swift is installed.
RELEASE_OPTIONS=(--configuration release --static-swift-stdlib)
# shellcheck disable=SC2034  # for those who source this
RELEASE_DIRECTORY=$ROOT/.build/release

build_release() {
    local product
    for product in "$@"; do
        swift build "${RELEASE_OPTIONS[@]}" --product "$product"
    done
}

# True where Package.swift has this executable.
has_product() {
    [[ -d $ROOT/Sources/$1 ]] && grep -q "\"$1\"" "$ROOT/Package.swift"
}

# urbanmine chooses a database by these; scripts that mean the embedded cluster must not meet someone's own.
forget_databases() {
    unset URBANMINE_DATABASE_URL PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGPASSWORD PGPASSFILE PGSERVICE \
        PGSERVICEFILE PGOPTIONS
}
