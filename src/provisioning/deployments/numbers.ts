import { normaliseNumber, type NumberingPlan } from '../../model/phoneNumber';

/** A number as E.164 with its `+`, or null where its length cannot be one of the country's numbering plan. */
export function toE164(text: string, plan: NumberingPlan): string | null {
  const read = normaliseNumber(text, plan);
  return read?.kind === 'e164' ? read.number : null;
}

/** An extension or another short code stays as it is, anything else is made E.164. */
export function toDialTarget(text: string, plan: NumberingPlan): string | null {
  const read = normaliseNumber(text, plan);
  return read === null || read.kind === 'impossible' ? null : read.number;
}

/** Numbers a range may hold at most. */
export const longestRange = 10_000;

export type NumberRange =
  /** Ends as whole numbers: E.164 has at most 15 digits and fits. */
  { readonly first: number; readonly count: number } | { readonly wrong: string };

/** One number, or `first-last`. */
export function readRange(text: string, plan: NumberingPlan): NumberRange {
  const [firstText = '', lastText = firstText] = text.split('-');
  const first = toE164(firstText, plan);
  const last = toE164(lastText, plan);
  if (first === null || last === null) {
    return { wrong: `${first === null ? firstText : lastText} has a length that no number there has` };
  }
  const count = Number(last.slice(1)) - Number(first.slice(1)) + 1;
  if (first.length !== last.length || count < 1) {
    return { wrong: 'expected the first number of the range before the last, both of one length' };
  }
  if (count > longestRange) {
    return { wrong: `a range holds at most ${String(longestRange)} numbers; this one has ${String(count)}` };
  }
  return { first: Number(first.slice(1)), count };
}

/** The numbers of a range, in order. */
export function* numbersOf(range: { readonly first: number; readonly count: number }): Generator<string> {
  for (let index = 0; index < range.count; index++) yield `+${String(range.first + index)}`;
}
