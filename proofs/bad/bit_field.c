/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: a bit-field */
#include <stdint.h>

struct bit_field_word {
  uint32_t five : 5;
};

/*@ requires valid: \valid(word); terminates \true; exits \false; assigns *word;
    ensures wrong: word->five == value; */
void bit_field(struct bit_field_word *word, uint32_t value) { word->five = value % 32u; }
