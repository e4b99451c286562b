/** One header line, its value on one line. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** Header lines, each ended by CRLF, folded ones joined (RFC 3261 section 7.3.1); what has no colon is left out. */
export function splitHeaderLines(lines: string): readonly HeaderLine[] {
  return lines
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon <= 0 ? [] : [{ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }];
    });
}
