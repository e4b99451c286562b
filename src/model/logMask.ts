/** Fields whose values are never written, whatever they hold. */
const secretNames = new Set([
  'key',
  'api_key',
  'rootapikey',
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'pin',
]);

/** Fields that hold a number and nothing else, short ones and extensions included. */
const numberNames = new Set([
  'called',
  'from',
  'dialled',
  'number',
  'extension',
  'calling_number',
  'called_number',
  'callbacknumber',
  'callback_number',
]);

/** Fields that name a thing; what looks like a number in them is none. */
const isIdName = (name: string): boolean =>
  name === 'id' || name === 'call' || name === 'callid' || name === 'trunk_group' || name.endsWith('_id');

const secretInUrl = /(:\/\/[^\s:@/]*):[^\s@/]+@/g;

/** What could be dialled inside a text: after a plus sign, or seven digits and more; no part of a word or an address. */
const numberInText = /(?<![\w.])(?:\+\d{3,15}|\d{7,15})(?![\w])/g;

const hidden = '[hidden]';
const mostDepth = 6;

/** Enough to tell the country and to recognise a number one knows, not enough to dial it. */
export function maskNumber(number: string): string {
  const kept = number.length > 8 ? 4 : 0;
  const end = number.length > 4 ? 2 : 0;
  return number.slice(0, kept) + '*'.repeat(number.length - kept - end) + number.slice(number.length - end);
}

/**
 * What of a log line may be written: secrets never, and with `masked` no telephone number whole. `value` is left as it is;
 * the answer is a copy where something had to change.
 */
export function maskLogValue(value: unknown, numbers: 'full' | 'masked'): unknown {
  return masked(value, '', numbers, 0);
}

function masked(value: unknown, name: string, numbers: 'full' | 'masked', depth: number): unknown {
  const lower = name.toLowerCase();
  if (secretNames.has(lower) && value !== null && value !== undefined) return hidden;
  if (typeof value === 'string') return maskedText(value, lower, numbers);
  if (typeof value !== 'object' || value === null || value instanceof Error || depth >= mostDepth)
    return value;
  if (Array.isArray(value)) return value.map((item) => masked(item, name, numbers, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, masked(item, key, numbers, depth + 1)]),
  );
}

function maskedText(text: string, lowerName: string, numbers: 'full' | 'masked'): string {
  const open = text.includes('://') ? text.replace(secretInUrl, '$1:***@') : text;
  if (numbers === 'full' || isIdName(lowerName)) return open;
  return numberNames.has(lowerName) ? maskNumber(open) : open.replace(numberInText, maskNumber);
}
