/**
 * Which transfers (REFER, RFC 3515) a trunk group's users may ask for. The service carries out every one of them itself:
 * it makes the call to whom the transfer goes, and joins who remains with it.
 *
 *     off       none: REFER is answered 603
 *     inside    to users of the enterprise
 *     outside   to the public network and to other enterprises, too
 */
export const transferPolicies = ['off', 'inside', 'outside'] as const;
export type TransferPolicy = (typeof transferPolicies)[number];
