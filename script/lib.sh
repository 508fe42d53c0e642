# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts share: where things are kept, and how they speak.

# Downloads and anything slow to make live here, outside every build folder.
export TENON_CACHE=${TENON_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tenon}

say() { printf '%s: %s\n' "$(basename "$0")" "$*"; }

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}
