import { knownHeaderNames } from '../headerPolicy';

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

/** Names that are told without making a string of them, by length: looking at headers is most of what reading costs. */
const namesByLength: readonly (readonly string[])[] = byLength([...knownHeaderNames, ...longForms.keys()]);

/** Names as they are asked for, which the code says and nobody else, and their lower case. */
const askedNames = new Map<string, string>();

/** Reads headers by name out of a message's text. Their lines are told apart once, when the first is asked for. */
export class HeaderReader {
  private readonly text: string;
  /** Lower-case long name of each header line. */
  private readonly names: string[] = [];
  /** Of each: where the line starts, its value starts, and the line ends. */
  private readonly offsets: number[] = [];

  constructor(text: string, start: number, end: number) {
    this.text = text;
    const stop = end - 2;
    let position = start;
    while (position < stop) {
      let lineEnd = text.indexOf('\r\n', position);
      if (lineEnd < 0 || lineEnd > stop) return;
      for (let next = text.charCodeAt(lineEnd + 2); isBlank(next); next = text.charCodeAt(lineEnd + 2)) {
        lineEnd = text.indexOf('\r\n', lineEnd + 2);
        if (lineEnd < 0) return;
      }
      const colon = text.indexOf(':', position);
      if (colon > 0 && colon < lineEnd) {
        this.names.push(nameOf(text, position, colon));
        this.offsets.push(position, colon + 1, lineEnd);
      }
      position = lineEnd + 2;
    }
  }

  /** The first value of the first line with this name, unfolded; undefined when absent. */
  first(name: string): string | undefined {
    const wanted = lowerCase(name);
    for (let line = this.names.indexOf(wanted); line >= 0; line = this.names.indexOf(wanted, line + 1)) {
      const [value] = splitList(this.value(line));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** All values, comma-separated lists split. */
  all(name: string): readonly string[] {
    const lines = this.lines(name);
    return lines.length === 0 ? lines : lines.flatMap(splitList);
  }

  /** Values as they stand, one a header line. */
  lines(name: string): readonly string[] {
    const wanted = lowerCase(name);
    let values: string[] | null = null;
    for (let line = this.names.indexOf(wanted); line >= 0; line = this.names.indexOf(wanted, line + 1)) {
      (values ??= []).push(this.value(line));
    }
    return values ?? none;
  }

  /** The whole lines, CRLF included, of all headers whose lower-case long name is chosen; byte for byte. */
  linesOf(chosen: (name: string) => boolean): string {
    let lines = '';
    this.names.forEach((name, line) => {
      if (chosen(name))
        lines += this.text.slice(this.offsets[3 * line], (this.offsets[3 * line + 2] ?? 0) + 2);
    });
    return lines;
  }

  private value(line: number): string {
    return unfold(this.text.slice(this.offsets[3 * line + 1], this.offsets[3 * line + 2]));
  }
}

const none: readonly string[] = [];

/** Lower-case long name of the header whose name ends at `end`, white space before it or not. */
function nameOf(text: string, start: number, end: number): string {
  let stop = end;
  while (stop > start && text.charCodeAt(stop - 1) <= 32) stop -= 1;
  for (const name of namesByLength[stop - start] ?? none) {
    if (isNamed(text, start, name)) return stop - start === 1 ? (longForms.get(name) ?? name) : name;
  }
  return text.slice(start, stop).toLowerCase();
}

function isNamed(text: string, start: number, name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const code = text.charCodeAt(start + index);
    if ((code >= 65 && code <= 90 ? code | 32 : code) !== name.charCodeAt(index)) return false;
  }
  return true;
}

function lowerCase(name: string): string {
  let lower = askedNames.get(name);
  if (lower === undefined) {
    lower = name.toLowerCase();
    askedNames.set(name, lower);
  }
  return lower;
}

function byLength(names: readonly string[]): string[][] {
  const longest = Math.max(...names.map(({ length }) => length));
  return Array.from({ length: longest + 1 }, (_, length) => names.filter((name) => name.length === length));
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

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
