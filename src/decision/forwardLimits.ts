/** A call is sent on so often at most, by forwarding or by transfer (design.md section 4.4). */
export const mostForwards = 10;
/** Calls in progress that one user may have sent on, or ring at further numbers, on one node. */
export const mostForwardedCalls = 20;
