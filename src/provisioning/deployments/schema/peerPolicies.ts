import { defaultFailoverCodes } from '../../../model/targetFailure';
import {
  expected,
  list,
  numberPattern,
  object,
  oneOf,
  optionalList,
  pattern,
  wholeNumber,
} from './primitives';

/** What carriers and trunk groups have in common: how their numbers are written, and which failures send a call on. */

export const peerNumberFormat = oneOf('e164_plus', 'e164', 'national');

const prefix = pattern(/^\+?[0-9*#]{0,16}$/, 'up to 16 of the digits 0 to 9, * and #, after a + if any');

const prefixRule = object({ strip: prefix.default(''), add: prefix.default('') });

const numberRules = object({
  format: peerNumberFormat.nullable().default(null),
  called: optionalList(prefixRule, 20),
  calling: optionalList(prefixRule, 20),
}).prefault({});

export const numberPolicy = object({
  sent: numberRules,
  received: numberRules,
  untouched: optionalList(numberPattern, 100),
}).prefault({});

export const failoverCodes = list(wholeNumber(400, 699), 'a list of SIP statuses from 400 to 699')
  .max(100, { error: expected('a list of at most 100') })
  .default([...defaultFailoverCodes]);
