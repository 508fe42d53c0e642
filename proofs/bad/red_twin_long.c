/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: a_twin_whose_goals_have_names_too_long_to_be_printed__red_1 is not refuted */
#include <stdint.h>

/* `even` is broken, which must not pass for `small`, although no name is printed to its end. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures small: \result <= 7;
    ensures even: \result % 2 == 0; */
uint32_t a_twin_whose_goals_have_names_too_long_to_be_printed__red_1(uint32_t value) {
  return value %
         8u; /* a_twin_whose_goals_have_names_too_long_to_be_printed__red_1 must fail: small */
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures even: \result % 2 == 0; */
uint32_t a_twin_whose_goals_have_names_too_long_to_be_printed__red_2(uint32_t value) {
  return value; /* a_twin_whose_goals_have_names_too_long_to_be_printed__red_2 must fail: even */
}
