import { defaultFeatureCodes, type FeatureCode, type FeatureCodes } from '../../src/model/featureCodes';

/** An enterprise's feature access codes from `enterprises.feature_codes`, where `none` stands for none. */
export function readFeatureCodes(json: string): FeatureCodes {
  const stored = JSON.parse(json) as Readonly<Record<FeatureCode, string>>;
  const names = Object.keys(defaultFeatureCodes) as FeatureCode[];
  return Object.fromEntries(
    names.map((name) => [name, stored[name] === 'none' ? null : stored[name]]),
  ) as FeatureCodes;
}
