/**
 * Whether a number fits a pattern: digits, `?` for any one digit, `*` at the end for any further digits, none included
 * (flexible-reach.md 6.2).
 */
export const matchesPattern = (number: string, pattern: string): boolean => {
  const open = pattern.endsWith('*');
  const length = open ? pattern.length - 1 : pattern.length;
  if (open ? number.length < length : number.length !== length) return false;
  for (let at = 0; at < length; at += 1) {
    const wanted = pattern.charAt(at);
    const given = number.charAt(at);
    if (wanted === '?' ? given < '0' || given > '9' : wanted !== given) return false;
  }
  return true;
};
