# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Static analysis of every language in the tree.

# Every tracked file of these kinds says under which licence it stands.
lint_spdx() {
  local file
  while IFS= read -r -d '' file; do
    if head -n 5 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0'; then
      passed=$((passed + 1))
    else
      flunk "$file has no SPDX line among its first five"
    fi
  done < <(sources '*.c' '*.h' '*.hpp' '*.cpp' '*.inc' '*.def' '*.S' '*.ld' '*.lds' '*.py' '*.sh' \
    '*.cmake' '*.cmake.in' '*CMakeLists.txt' '.clang-*' '*/.clang-*' 'script/*' '.ci/*' '*.list' \
    'tests/system/*' 'tests/tools/*.py' '*.bash' 'fuzz/dictionary/*' 'fuzz/options/*' \
    'fuzz/oss-fuzz/*' '.clusterfuzzlite/*')
}

lint_shellcheck() {
  local file
  while IFS= read -r -d '' file; do
    case $(head -n 1 "$file" | tr -d '\0') in
      '#!'*busybox*sh) check "shellcheck $file" shellcheck --shell=dash "$file" ;;
      '#!'*sh | '# SPDX'*)
        [[ $(head -n 1 "$file") == '#!'* || $file == *.sh ]] || continue
        check "shellcheck $file" shellcheck --external-sources --source-path=. "$file"
        ;;
    esac
  done < <(sources 'script/*' '.ci/*' 'tests/*' 'tools/*' 'examples/*' 'fuzz/oss-fuzz/*' \
    '.clusterfuzzlite/*')
}

# The documentation names every parameter and links to nothing that is not there.
lint_doxygen() {
  mkdir -p build/doc
  doxygen docs/Doxyfile
}

lint_codespell() {
  sources . | grep -zEv '^(LICENSE$|fuzz/(corpus|regression)/)' | xargs -0 codespell --ignore-words=docs/codespell-words.txt
}

section_lint() {
  need clang-tidy-19 clang++-19 cppcheck shellcheck codespell doxygen python3 || return
  build host-clang
  build aarch64
  build riscv64
  build x86_64
  # Only what its files are compiled with is wanted.
  check 'configure fuzz' cmake --preset fuzz
  lint_spdx
  lint_shellcheck
  check codespell lint_codespell
  check doxygen lint_doxygen
  report --quiet 'cppcheck and MISRA' python3 safety/misra/check.py
  report --quiet 'safety records' safety/trace.py --check
  report --quiet 'the tracer of the safety records' safety/trace_test.py
  report --quiet 'typestate' script/run-clang-checks consumed host-clang aarch64 riscv64 x86_64
  report --quiet 'clang-tidy' script/run-clang-checks tidy host-clang aarch64 riscv64 fuzz
}
