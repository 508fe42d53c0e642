# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# clang-format over C and C++; one check per file. Tables (*.def) keep their columns.
# Generated parts of documents are current.

section_format() {
  need clang-format-19 || return
  local file
  while IFS= read -r -d '' file; do
    if clang-format-19 --dry-run --Werror "$file" >/dev/null 2>&1; then
      passed=$((passed + 1))
    else
      flunk "$file: clang-format-19 -i would change it"
    fi
  done < <(sources '*.c' '*.h' '*.hpp' '*.cpp')
  if docs/generate.py --check; then
    passed=$((passed + 1))
  else
    flunk 'the generated parts of the documents are current (docs/generate.py)'
  fi
  if proofs/registers.py --check; then
    passed=$((passed + 1))
  else
    flunk 'the ACSL of registers.def is current (proofs/registers.py)'
  fi
  if proofs/lifecycle.py --check; then
    passed=$((passed + 1))
  else
    flunk 'the lifecycle theorem and its red twins are current (proofs/lifecycle.py)'
  fi
  if bench/report.py --check; then
    passed=$((passed + 1))
  else
    flunk 'docs/figures.md is current (bench/report.py)'
  fi
}
