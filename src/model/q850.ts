/** ITU-T Q.850 causes as SIP speaks of them. */

const names: ReadonlyMap<number, string> = new Map([
  [1, 'Unallocated number'],
  [3, 'No route to destination'],
  [16, 'Normal call clearing'],
  [17, 'User busy'],
  [18, 'No user responding'],
  [19, 'No answer from user'],
  [20, 'Subscriber absent'],
  [21, 'Call rejected'],
  [22, 'Number changed'],
  [23, 'Redirection to new destination'],
  [25, 'Exchange routing error'],
  [27, 'Destination out of order'],
  [28, 'Invalid number format'],
  [29, 'Facility rejected'],
  [31, 'Normal, unspecified'],
  [34, 'No circuit/channel available'],
  [38, 'Network out of order'],
  [41, 'Temporary failure'],
  [42, 'Switching equipment congestion'],
  [63, 'Service or option not available'],
  [79, 'Service or option not implemented'],
  [88, 'Incompatible destination'],
  [102, 'Recovery on timer expiry'],
  [127, 'Interworking, unspecified'],
]);

/** Name of a cause, for the text of a Reason header; null for one we never send. */
export function q850Name(cause: number): string | null {
  return names.get(cause) ?? null;
}

const causes: ReadonlyMap<number, number> = new Map([
  [400, 41],
  [401, 21],
  [402, 21],
  [403, 21],
  [404, 1],
  [405, 63],
  [406, 79],
  [407, 21],
  [408, 102],
  [410, 22],
  [415, 79],
  [433, 21],
  [480, 18],
  [481, 41],
  [482, 25],
  [483, 25],
  [484, 28],
  [485, 1],
  [486, 17],
  [487, 31],
  [488, 88],
  [500, 41],
  [501, 79],
  [502, 38],
  [503, 41],
  [504, 102],
  [600, 17],
  [603, 21],
  [604, 1],
  [606, 88],
  [607, 21],
  [608, 21],
]);

/** The cause that stands for a final SIP status that brought no Reason of its own (RFC 3398 section 8.2.6.1). */
export function q850OfStatus(status: number): number {
  return causes.get(status) ?? (status >= 300 && status < 400 ? 23 : 127);
}
