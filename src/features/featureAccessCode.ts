import type { FeatureCode, FeatureCodes } from '../model/featureCodes';
import type { DialledFeatureCode } from './callPlan';

interface CodeTable {
  /** The longest first. */
  readonly codes: readonly (readonly [string, FeatureCode])[];
  readonly exact: ReadonlyMap<string, FeatureCode>;
}

const tables = new WeakMap<FeatureCodes, CodeTable>();

/**
 * The feature access code that was dialled, and what stands behind it; null: none. The longest that fits counts. Codes that
 * do not begin with `*` have nothing behind them: they would take the numbers that begin alike.
 *
 * @example featureCodeOf('*72+13125550111', defaultFeatureCodes) // { code: 'forwarding_always_on', argument: '+13125550111' }
 */
export const featureCodeOf = (dialled: string, codes: FeatureCodes): DialledFeatureCode | null => {
  const table = tableOf(codes);
  const exact = table.exact.get(dialled);
  if (exact !== undefined) return { code: exact, argument: '' };
  if (!dialled.startsWith('*')) return null;
  for (const [digits, code] of table.codes) {
    if (dialled.startsWith(digits)) return { code, argument: dialled.slice(digits.length) };
  }
  return null;
};

const tableOf = (codes: FeatureCodes): CodeTable => {
  let table = tables.get(codes);
  if (table === undefined) {
    const set = (Object.entries(codes) as [FeatureCode, string | null][]).flatMap(([code, digits]) =>
      digits === null || digits === '' ? [] : [[digits, code] as const],
    );
    table = {
      codes: set.toSorted(([a], [b]) => b.length - a.length),
      exact: new Map(set),
    };
    tables.set(codes, table);
  }
  return table;
};
