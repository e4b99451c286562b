/**
 * Identifiers that sort by the time they were made: 26 characters of Crockford's base 32, 48 bits of milliseconds and
 * 80 bits of chance (the ULID specification). Within one millisecond the chance part counts up by one, so that ids of
 * one factory never repeat and always rise.
 */
export type IdFactory = () => string;

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * @param wallTime milliseconds since the Unix epoch; a clock that steps back is treated as standing still
 * @param randomBytes fresh random bytes, called once a millisecond at most
 */
export function createIdFactory(
  wallTime: () => number,
  randomBytes: (count: number) => Uint8Array,
): IdFactory {
  let last = -1;
  let timeText = '';
  // The 80 random bits as 16 digits of base 32, the last one counted up.
  const digits = new Uint8Array(16);
  return () => {
    const now = Math.trunc(wallTime());
    if (now > last) {
      last = now;
      timeText = timeDigits(now);
      const bytes = randomBytes(16);
      for (let index = 0; index < 16; index++) digits[index] = (bytes[index] ?? 0) & 31;
      // Room to count: the first digit stays below its maximum, so that counting never overflows in practice.
      digits[0] = (digits[0] ?? 0) & 15;
    } else {
      countUp(digits);
    }
    let text = timeText;
    for (const digit of digits) text += alphabet.charAt(digit);
    return text;
  };
}

/** What the ids made at this time begin with: as text, it lies before them and behind all earlier ones. */
export const idAtTime = (milliseconds: number): string => timeDigits(Math.max(0, Math.trunc(milliseconds)));

function timeDigits(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let index = 0; index < 10; index++) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function countUp(digits: Uint8Array): void {
  for (let index = digits.length - 1; index >= 0; index--) {
    const digit = digits[index] ?? 0;
    if (digit < 31) {
      digits[index] = digit + 1;
      return;
    }
    digits[index] = 0;
  }
}
