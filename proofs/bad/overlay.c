/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: a union */
#include <stdint.h>

union overlay_word {
  uint64_t whole;
  uint32_t half;
};

/*@ requires valid: \valid(word); terminates \true; exits \false; assigns *word;
    ensures wrong: word->whole == 5; */
void overlay(union overlay_word *word) {
  word->whole = 5;
  word->half = 6;
}
