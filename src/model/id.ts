/**
 * Identifiers that sort by the time they were made: 26 characters of Crockford's base 32, 48 bits of milliseconds and
 * 80 bits of chance (the ULID specification). Within one millisecond the chance part counts up by one, so that ids of
 * one factory never repeat and always rise.
 */
export type IdFactory = () => string;

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeLength = 10;
const chanceLength = 16;
/** Drawn at once: a call of `randomBytes` costs far more than the bytes do. */
const poolBytes = 64 * chanceLength;

/**
 * @param wallTime milliseconds since the Unix epoch; a clock that steps back is treated as standing still
 * @param randomBytes fresh random bytes
 */
export function createIdFactory(
  wallTime: () => number,
  randomBytes: (count: number) => Uint8Array,
): IdFactory {
  let last = -1;
  const text = Buffer.alloc(timeLength + chanceLength);
  // The 80 random bits as 16 digits of base 32, the last one counted up.
  const digits = new Uint8Array(chanceLength);
  let pool = new Uint8Array(0);
  let drawn = 0;
  return () => {
    const now = Math.trunc(wallTime());
    if (now > last) {
      last = now;
      text.write(timeDigits(now), 'latin1');
      if (drawn === pool.length) {
        pool = Uint8Array.from(randomBytes(poolBytes));
        drawn = 0;
      }
      for (let index = 0; index < chanceLength; index++) digits[index] = (pool[drawn + index] ?? 0) & 31;
      drawn += chanceLength;
      // Room to count: the first digit stays below its maximum, so that counting never overflows in practice.
      digits[0] = (digits[0] ?? 0) & 15;
    } else {
      countUp(digits);
    }
    for (let index = 0; index < chanceLength; index++) {
      text[timeLength + index] = alphabet.charCodeAt(digits[index] ?? 0);
    }
    return text.toString('latin1');
  };
}

/** What the ids made at this time begin with: as text, it lies before them and behind all earlier ones. */
export const idAtTime = (milliseconds: number): string => timeDigits(Math.max(0, Math.trunc(milliseconds)));

function timeDigits(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let index = 0; index < timeLength; index++) {
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
