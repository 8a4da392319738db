#!/bin/sh
# Write the locks anew from pyproject.toml: exact versions, a hash for every file of them, valid for every Python and
# platform that we support, and not a word about where they come from. `make lock` calls it; what it is given goes to uv.
set -eu
cd "$(dirname "$0")/.."

lock() { # name, then where its requirements stand
    name=$1
    shift
    lock="requirements/$name.txt"
    "${UV:-uv}" pip compile "$@" --universal --python-version 3.11 --generate-hashes --no-config --quiet \
        --no-header --no-emit-index-url --no-emit-find-links --output-file "$lock" >/dev/null
    { echo '# Written by `make lock` from pyproject.toml.' && cat "$lock"; } >"$lock.new"
    mv "$lock.new" "$lock"
}

lock run pyproject.toml "$@"
lock dev pyproject.toml --group dev --constraints requirements/run.txt "$@"
lock bench pyproject.toml --group bench --constraints requirements/dev.txt "$@"
lock build --group build --constraints requirements/dev.txt "$@"
