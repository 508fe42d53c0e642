/* SPDX-License-Identifier: Apache-2.0 */
/* must be refused: plain char */
/*@ terminates \true; exits \false; assigns \nothing; */
char plain_char(char value) { return value; }
