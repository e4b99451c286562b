import { isIP } from 'node:net';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { parseAcceptFrom } from '../../../routing/acceptFrom';

/**
 * The smallest pieces of the deployment file. Each says in its message what is accepted; a value of the wrong kind and a
 * value out of range get the same sentence, a missing one is told apart.
 */

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** The message of a piece that accepts `what`. */
export const expected = (what: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? `is missing: expected ${what}` : `expected ${what}`;

/** A mapping with these keys and no others. */
export function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue: RawIssue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no such key here; accepted: ${keys}`
        : expected(`a mapping with the keys ${keys}`)(issue),
  });
}

export const list = <Item extends z.ZodType>(item: Item, what = 'a list') =>
  z.array(item, { error: expected(what) });

/** A list that is empty when left out. */
export const optionalList = <Item extends z.ZodType>(item: Item, maximum = 1_000_000, what?: string) => {
  const accepted = what ?? (maximum === 1_000_000 ? 'a list' : `a list of at most ${String(maximum)}`);
  return z
    .array(item, { error: expected(accepted) })
    .max(maximum, { error: expected(accepted) })
    .default([]);
};

/** Text that passes the test; in YAML, digits alone need quotes to be text. */
export function textThat(test: (text: string) => boolean, what: string) {
  const message = (issue: RawIssue) =>
    expected(typeof issue.input === 'number' ? `${what}, in quotes` : what)({ input: issue.input });
  return z.string({ error: message }).refine(test, { error: message }).meta({ description: what });
}

export const pattern = (expression: RegExp, what: string) =>
  textThat((value) => expression.test(value), what).meta({ description: what, pattern: expression.source });

// eslint-disable-next-line no-control-regex -- control characters are what is refused
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Free text, trimmed by its writer: no leading or trailing space, no control character. */
export const text = (maximum: number) =>
  textThat(
    (value) =>
      value !== '' &&
      value.length <= maximum &&
      value.trim() === value &&
      !controlCharacter.test(value) &&
      !/\p{Surrogate}/u.test(value),
    `text of 1 to ${String(maximum)} characters`,
  ).meta({ minLength: 1, maxLength: maximum });

export const name = text(80);

export const wholeNumber = (minimum: number, maximum: number) => {
  const error = expected(`a whole number from ${String(minimum)} to ${String(maximum)}`);
  return z
    .number({ error })
    .refine((value) => Number.isInteger(value) && value >= minimum && value <= maximum, { error })
    .meta({ type: 'integer', minimum, maximum });
};

/** A limit of concurrent calls: 0 closes, left out means none. */
export const callLimit = wholeNumber(0, 999_999).nullable().default(null);

export const flag = z.boolean({ error: expected('true or false') });

export const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, {
    error: expected(
      values.length === 1 ? values[0] : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`,
    ),
  });

/** A phone number as somebody writes it; normalised to E.164 where the enterprise's country is known. */
export const phoneNumber = pattern(/^\+?[0-9 ()./-]{1,40}$/, 'a phone number, such as "+12125550101"');

/** Where a call can be sent: a phone number or an extension. */
export const dialTarget = pattern(
  /^\+?[0-9 ()./-]{1,40}$/,
  'a phone number or an extension, such as "+12125550101" or "1001"',
);

/** Digits, `?` for any one digit, `*` for any further digits at the end (flexible-reach 6.2). */
export const numberPattern = pattern(
  /^(?=.)\+?[0-9?]{0,40}\*?$/,
  'a number or a pattern: digits, ? for one digit, * only at the end, such as "+1312*"',
);

export const extension = pattern(
  /^[1-9][0-9]{1,6}$/,
  'an extension of 2 to 7 digits that does not start with 0, such as "1001"',
);

export const email = pattern(
  /^(?=.{3,254}$)[^\s@<>(),;:"\\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/,
  'an e-mail address',
);

export const country = textThat(
  (value) => isSupportedCountry(value),
  'a country as two capital letters (ISO 3166), such as US',
);

export const timeZone = textThat(isTimeZone, 'a time zone of the tz database, such as America/New_York');

const isHostName = (value: string): boolean =>
  value.length <= 253 &&
  /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\.?$/.test(value) &&
  !/^[0-9.]+$/.test(value);

export const host = textThat(
  (value) => isIP(value) !== 0 || isHostName(value),
  'an IP address or a host name, without a port',
);

export const acceptFrom = textThat(
  (value) => parseAcceptFrom(value) !== null,
  'an IP address, a CIDR block or address:port, such as 127.0.0.1:5080 or "[2001:db8::1]:5060"',
);

function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
