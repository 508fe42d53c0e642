# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# How a section of script/test checks, counts and speaks.

LOGS=build/test-logs
passed=0
failed=0
section=

pass() {
  passed=$((passed + 1))
  printf '  PASS %s\n' "$*"
}

flunk() {
  failed=$((failed + 1))
  printf '  FAIL %s\n' "$*"
}

# Where the output of one check is kept.
log_of() {
  printf '%s/%s/%s.log' "$LOGS" "$section" "${1//[^A-Za-z0-9._-]/-}"
}

# check NAME COMMAND...: one check, which passes if the command ends with 0.
check() {
  local name=$1 log start=$SECONDS
  shift
  log=$(log_of "$name")
  mkdir -p "$(dirname "$log")"
  if "$@" >"$log" 2>&1 </dev/null; then
    pass "$name ($((SECONDS - start)) s)"
  else
    flunk "$name; the end of $log:"
    tail -n 30 "$log" | sed 's/^/    | /'
    return 1
  fi
}

# report [--quiet] NAME COMMAND...: a command that prints `PASS what` and `FAIL what` lines, each of
# them a check. It is one more failure if it counted nothing or ends badly without saying why.
# --quiet counts PASS lines without repeating them.
report() {
  local quiet=0 name log line status=0 before=$((passed + failed)) failed_before=$failed
  if [ "$1" = --quiet ]; then
    quiet=1
    shift
  fi
  name=$1
  shift
  log=$(log_of "$name")
  mkdir -p "$(dirname "$log")"
  printf '  %s\n' "$name: ..."
  while IFS= read -r line; do
    case $line in
      'PASS '*)
        passed=$((passed + 1))
        [ $quiet -eq 1 ] || printf '  %s\n' "$line"
        ;;
      'FAIL '*)
        failed=$((failed + 1))
        printf '  %s\n' "$line"
        ;;
      'STATUS '*) status=${line#STATUS } ;;
      *) printf '    | %s\n' "$line" ;;
    esac
  done < <(
    "$@" 2>&1 </dev/null | tee "$log"
    printf 'STATUS %s\n' "${PIPESTATUS[0]}"
  )
  if [ $((passed + failed)) -eq "$before" ]; then
    flunk "$name: it checked nothing (exit status $status, $log)"
  elif [ "$status" -ne 0 ] && [ "$failed" -eq "$failed_before" ]; then
    flunk "$name: exit status $status (see $log)"
  else
    printf '  %s\n' "$name: $((passed + failed - before)) checks"
  fi
}

# need TOOL...: a missing tool is a failure, never a skip.
need() {
  local tool status=0
  for tool in "$@"; do
    command -v "$tool" >/dev/null || {
      flunk "$tool is not installed: script/bootstrap installs it"
      status=1
    }
  done
  return $status
}

# sources PATTERN...: the files of the project that match, NUL-terminated.
sources() {
  local file
  git ls-files -z -- "$@" | while IFS= read -r -d '' file; do
    if [ -f "$file" ]; then printf '%s\0' "$file"; fi
  done
}

# build PRESET: configures and builds, once per run of script/test.
declare -A built=()
build() {
  local preset=$1
  if [ -z "${built[$preset]:-}" ]; then
    built[$preset]=bad
    check "configure $preset" cmake --preset "$preset" \
      && check "build $preset" cmake --build --preset "$preset" -- -k 0 && built[$preset]=good
  elif [ "${built[$preset]}" = bad ]; then
    flunk "$preset was not built (see above)"
  fi
  [ "${built[$preset]}" = good ]
}
