import type { CodePlan } from '../features/callPlan';
import type { Program } from '../media/program';

/** Something that a caller keys in. */
export interface CodeQuestion {
  /** Name of the rule, for the trace. */
  readonly rule: 'authorization_code' | 'account_code' | 'number';
  readonly prompt: Program;
  /** At so many digits the entry is over; before that with `#`, or when nothing more comes. */
  readonly mostDigits: number;
  /** How often it may be keyed in wrong, the last time included. */
  readonly attempts: number;
  /** How long the first digit may take when the prompt has ended. */
  readonly firstDigitMs: number;
  isRight(digits: string): boolean;
  /** What the trace says of the digits that were right. */
  shown(digits: string): string;
  /** What the call log has of them. */
  logged(digits: string): string;
}

/** What a plan asks for, in this order. */
export function questionsOf({ authorization, account }: CodePlan): readonly CodeQuestion[] {
  const questions: CodeQuestion[] = [];
  if (authorization !== null) questions.push(authorizationQuestion(authorization));
  if (account !== null) questions.push(accountQuestion(account));
  return questions;
}

const authorizationQuestion = ({
  codes,
  names,
  attempts,
}: NonNullable<CodePlan['authorization']>): CodeQuestion => ({
  rule: 'authorization_code',
  prompt: [{ prompt: 'enter-authorization-code' }],
  mostDigits: Math.max(1, ...codes.map(({ length }) => length)),
  attempts,
  firstDigitMs: promptedFirstDigitMs,
  isRight: (digits) => codes.includes(digits),
  shown: maskedCode,
  logged: (digits) => names[digits] ?? maskedCode(digits),
});

const accountQuestion = ({ length, codes }: NonNullable<CodePlan['account']>): CodeQuestion => ({
  rule: 'account_code',
  prompt: [{ prompt: 'enter-account-code' }],
  mostDigits: length,
  attempts: accountAttempts,
  firstDigitMs: promptedFirstDigitMs,
  isRight: (digits) => digits.length === length && (codes?.includes(digits) ?? true),
  shown: (digits) => digits,
  logged: (digits) => digits,
});

/** The number that follows `*71` and the account code, where nothing was dialled behind it. */
export const numberQuestion = (country: string): CodeQuestion => ({
  rule: 'number',
  prompt: [
    { tone: 'confirmation', country },
    { tone: 'dial', country, ms: 10_000 },
  ],
  mostDigits: 32,
  attempts: 1,
  firstDigitMs: 5_000,
  isRight: (digits) => digits !== '',
  shown: (digits) => digits,
  logged: (digits) => digits,
});

/**
 * An authorization code as logs may show it: at most a quarter of its digits, the last ones, so that two people's codes can
 * be told apart and neither is given away.
 */
export function maskedCode(code: string): string {
  const shown = Math.floor(code.length / 4);
  return '*'.repeat(code.length - shown) + code.slice(code.length - shown);
}

const promptedFirstDigitMs = 10_000;
/** As many as for an authorization code (flexible-reach.md 7.2). */
const accountAttempts = 2;
