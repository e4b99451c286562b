import type { z } from 'zod';
import { defaultFeatureCodes, type FeatureCode } from '../../../model/featureCodes';
import { object, pattern } from './primitives';

const codeWith = (code: string) =>
  pattern(/^(\*\d{2,3}|none)$/, 'a code of * and 2 or 3 digits, such as "*72", or none').default(code);

/** What is dialled for each feature access code (flexible-reach 7.4); `none`: the enterprise does without. */
export const featureCodes = object(
  Object.fromEntries(
    Object.entries(defaultFeatureCodes).map(([name, code]) => [name, codeWith(code)]),
  ) as Record<FeatureCode, z.ZodDefault<z.ZodString>>,
).prefault({});
