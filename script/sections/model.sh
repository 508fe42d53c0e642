# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The kick protocol, searched exhaustively, and held to the C++.

section_model() {
  need spin gcc python3 || return
  report 'the model of the kick protocol' proofs/spin/check.py
}
