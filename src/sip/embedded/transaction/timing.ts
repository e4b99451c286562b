/** Milliseconds of RFC 3261's timers (table 4 of its appendix A). */
export const T1 = 500;
export const T2 = 4_000;
export const T4 = 5_000;
/** Timers B, F, H, J, L and M, and D over datagrams. */
export const transactionTimeout = 64 * T1;
