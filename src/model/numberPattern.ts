/**
 * Whether a number fits a pattern: digits, `?` for any one digit, `*` at the end for any further digits, none included
 * (flexible-reach.md 6.2).
 */
export const matchesPattern = (number: string, pattern: string): boolean => {
  const open = pattern.charCodeAt(pattern.length - 1) === star;
  const length = open ? pattern.length - 1 : pattern.length;
  if (open ? number.length < length : number.length !== length) return false;
  for (let at = 0; at < length; at += 1) {
    const wanted = pattern.charCodeAt(at);
    const given = number.charCodeAt(at);
    if (wanted === anyDigit ? given < zero || given > nine : wanted !== given) return false;
  }
  return true;
};

const star = 0x2a;
const anyDigit = 0x3f;
const zero = 0x30;
const nine = 0x39;
