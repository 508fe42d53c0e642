# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The proofs of the C core; each goal counts.

section_proofs() {
  need frama-c why3 z3 cvc4 || return
  local log line goals proved status=0
  log=$(log_of prove)
  mkdir -p "$(dirname "$log")"
  while IFS= read -r line; do
    case $line in
      'STATUS '*) status=${line#STATUS } ;;
      *) printf '    | %s\n' "$line" ;;
    esac
  done < <(
    script/prove 2>&1 </dev/null | tee "$log"
    printf 'STATUS %s\n' "${PIPESTATUS[0]}"
  )
  line=$(grep -E '^([a-z]+: )?[0-9]+ goals, [0-9]+ proved' "$log" | tail -n 1)
  goals=$(sed -E 's/^([a-z]+: )?([0-9]+) goals, ([0-9]+) proved.*/\2/' <<<"$line")
  proved=$(sed -E 's/^([a-z]+: )?([0-9]+) goals, ([0-9]+) proved.*/\3/' <<<"$line")
  if [ -z "$line" ] || [ "$goals" -eq 0 ]; then
    flunk "script/prove proved nothing (exit status $status, $log)"
    return
  fi
  passed=$((passed + proved))
  failed=$((failed + goals - proved))
  if [ "$status" -ne 0 ]; then
    flunk "script/prove: exit status $status (see $log)"
  else
    pass 'script/prove'
  fi
}
