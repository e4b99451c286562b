/** Nesting deeper than this is nobody's configuration. */
const deepest = 32;

export type StrictJson = { readonly value: unknown } | { readonly wrong: string };

/**
 * JSON (RFC 8259) read without its leniencies: a key stands once in an object (section 4 leaves open what a second one
 * means), nesting is bounded, and strings are whole Unicode text.
 */
export function readStrictJson(bytes: Uint8Array): StrictJson {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { wrong: 'the body is not UTF-8' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'the body is no JSON' };
  }
  // Deep values go no further: whoever walks them afterwards may do so by recursion.
  const structure = readStructure(text);
  return structure === null ? { value } : { wrong: structure };
}

/** The strings and the punctuation. In JSON every string ends, so that none is ever tried twice. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** Looks at the nesting, the keys and the strings of JSON; null: nothing to object to. */
function readStructure(text: string): string | null {
  /** The keys of each open object; null for an open list. */
  const open: (Set<string> | null)[] = [];
  let key = false;
  for (const [part] of text.matchAll(token)) {
    switch (part) {
      case '{':
      case '[':
        open.push(part === '{' ? new Set() : null);
        if (open.length > deepest) return `the body is nested more than ${String(deepest)} deep`;
        key = part === '{';
        break;
      case '}':
      case ']':
        open.pop();
        key = false;
        break;
      case ',':
        key = open.at(-1) instanceof Set;
        break;
      case ':':
        key = false;
        break;
      default: {
        // As it is meant: "\u0061" and "a" are one key.
        const string = JSON.parse(part) as string;
        if (/\p{Surrogate}/u.test(string)) return `${part} is no whole Unicode text`;
        const keys = open.at(-1);
        if (!key || keys == null) break;
        if (keys.has(string)) return `the key ${part} stands twice in one object`;
        keys.add(string);
      }
    }
  }
  return null;
}
