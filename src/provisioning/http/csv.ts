import type { z } from 'zod';

/** Where a column's values stand in an item: the names of nested mappings, outermost first. */
export type Column = readonly string[];

/** A column for every field of an item; mappings such as `{id, name}` are spread out, lists stay one cell. */
export function columnsOf(schema: z.ZodType, path: Column = []): readonly Column[] {
  const shape = shapeOf(schema);
  if (shape === null) return [path];
  return Object.entries(shape).flatMap(([name, field]) => columnsOf(field as z.ZodType, [...path, name]));
}

/** The fields of a mapping, also of one that may be null or left out; null: no mapping. */
function shapeOf(schema: z.ZodType): Readonly<Record<string, z.core.$ZodType>> | null {
  const { def } = schema as unknown as {
    def: z.core.$ZodTypeDef & { innerType?: z.ZodType; shape?: object };
  };
  if (def.innerType !== undefined) return shapeOf(def.innerType);
  return def.shape === undefined ? null : (def.shape as Readonly<Record<string, z.core.$ZodType>>);
}

/** The first line (RFC 4180). */
export const headerLine = (columns: readonly Column[]): string =>
  line(columns.map((column) => column.join('.')));

/** One item as a line. */
export const itemLine = (columns: readonly Column[], item: object): string =>
  line(columns.map((column) => cellText(valueAt(item, column))));

function valueAt(item: object, column: Column): unknown {
  let value: unknown = item;
  for (const name of column) {
    if (typeof value !== 'object' || value === null) return null;
    value = Reflect.get(value, name);
  }
  return value;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

const quoted = (text: string): string => {
  const safe = isFormula(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** What a spreadsheet would work out rather than show; a plain number, such as a phone number, does no harm. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text);
