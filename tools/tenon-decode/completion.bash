# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# bash completion of tenon-decode.
_tenon_decode() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W 'aarch64 riscv64 x86-insn vmx svm --help --version' -- "$current")
  elif [ "$previous" = --batch ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  elif [[ $current == -* ]]; then
    local own='--esr --far --hpfar --insn'
    [ "${COMP_WORDS[1]}" != riscv64 ] || own='--scause --stval --htval --htinst --insn'
    [ "${COMP_WORDS[1]}" != x86-insn ] || own='--bytes --mode'
    [ "${COMP_WORDS[1]}" != vmx ] ||
      own='--reason --qualification --gpa --linear --interruption --instruction-info --ecx --insn-bytes --mode'
    [ "${COMP_WORDS[1]}" != svm ] || own='--exitcode --info1 --info2 --intinfo --ecx --insn-bytes --mode'
    mapfile -t COMPREPLY < <(compgen -W "$own --json --batch --help" -- "$current")
  fi
}
complete -F _tenon_decode tenon-decode
