import { LineCounter, parseDocument } from 'yaml';
import { MistakeList, type Mistake } from './mistake';
import { withoutNulls } from './withoutNulls';

/**
 * The text of a deployment file as plain values, from YAML or JSON. A key with nothing behind it counts as left out.
 * Mistakes name line and column.
 */
export function readDocument(text: string): { value: unknown } | { mistakes: readonly Mistake[] } {
  const json = readJson(text);
  if (json !== undefined) return { value: withoutNulls(json) };
  const mistakes = new MistakeList();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  for (const error of document.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    mistakes.add([], 'malformed', `line ${String(line)}, column ${String(col)}: ${error.message}`);
  }
  if (mistakes.items.length > 0) return { mistakes: mistakes.items };
  try {
    return { value: withoutNulls(document.toJS({ maxAliasCount: 100 })) };
  } catch (error) {
    mistakes.add([], 'malformed', error instanceof Error ? error.message : String(error));
    return { mistakes: mistakes.items };
  }
}

/** JSON is YAML too, but reads a hundred times faster as what it is. */
function readJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
