/** Compact forms (RFC 3261 section 7.3.3 and later RFCs) of the headers this service reads by name. */
const compactForms: Readonly<Record<string, string>> = {
  via: 'v',
  from: 'f',
  to: 't',
  'call-id': 'i',
  contact: 'm',
  'content-type': 'c',
  'content-encoding': 'e',
  'content-length': 'l',
  supported: 'k',
  subject: 's',
  'refer-to': 'r',
  'referred-by': 'b',
  'session-expires': 'x',
  event: 'o',
  'allow-events': 'u',
  'accept-contact': 'a',
  'reject-contact': 'j',
  'request-disposition': 'd',
  identity: 'y',
};

const longForms: ReadonlyMap<string, string> = new Map(
  Object.entries(compactForms).map(([long, compact]) => [compact, long]),
);

/** Reads headers by name out of a message's text, line by line, at the moment they are asked for. */
export class HeaderReader {
  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly end: number,
  ) {}

  /** The first value of the first line with this name, unfolded; undefined when absent. */
  first(name: string): string | undefined {
    for (const line of this.matching(name)) {
      const [value] = splitList(line);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** All values, comma-separated lists split. */
  all(name: string): readonly string[] {
    return this.matching(name).flatMap(splitList);
  }

  /** Values as they stand, one a header line. */
  lines(name: string): readonly string[] {
    return this.matching(name);
  }

  /** The whole lines, CRLF included, of all headers whose lower-case long name is chosen; byte for byte. */
  linesOf(chosen: (name: string) => boolean): string {
    let lines = '';
    this.each((name, lineStart, _valueStart, lineEnd) => {
      if (chosen(name)) lines += this.text.slice(lineStart, lineEnd + 2);
    });
    return lines;
  }

  private matching(name: string): string[] {
    const wanted = name.toLowerCase();
    const values: string[] = [];
    this.each((found, _lineStart, valueStart, lineEnd) => {
      if (found === wanted) values.push(unfold(this.text.slice(valueStart, lineEnd)));
    });
    return values;
  }

  private each(visit: (name: string, lineStart: number, valueStart: number, lineEnd: number) => void): void {
    const text = this.text;
    const stop = this.end - 2;
    let position = this.start;
    while (position < stop) {
      let end = text.indexOf('\r\n', position);
      if (end < 0 || end > stop) return;
      for (let next = text.charCodeAt(end + 2); next === 32 || next === 9; next = text.charCodeAt(end + 2)) {
        end = text.indexOf('\r\n', end + 2);
        if (end < 0) return;
      }
      const colon = text.indexOf(':', position);
      if (colon > 0 && colon < end) {
        const name = text.slice(position, colon).trimEnd().toLowerCase();
        visit(longForms.get(name) ?? name, position, colon + 1, end);
      }
      position = end + 2;
    }
  }
}

/** A value on one line (RFC 3261 section 7.3.1). */
export const unfold = (value: string): string =>
  (value.includes('\r\n') ? value.replace(/\r\n[ \t]+/g, ' ') : value).trim();

/** Splits a header value at the commas that stand outside quotes and angle brackets (RFC 3261 section 7.3.1). */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return value === '' ? [] : [value];
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let index = 0; index < value.length; index += 1) {
    const char = value[index];
    if (quoted) {
      if (char === '\\') index += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '<') bracketed = true;
    else if (char === '>') bracketed = false;
    else if (char === ',' && !bracketed) {
      parts.push(value.slice(start, index).trim());
      start = index + 1;
    }
  }
  parts.push(value.slice(start).trim());
  return parts.filter((part) => part !== '');
}
