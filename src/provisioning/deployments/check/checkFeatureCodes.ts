import { defaultFeatureCodes, type FeatureCode } from '../../../model/featureCodes';
import { isEmergencyNumber, type EnterpriseScope } from './scope';

/** Feature access codes that can be told apart from each other, and from calls for help. */
export function checkFeatureCodes(scope: EnterpriseScope): void {
  const given = scope.draft.feature_codes ?? {};
  const names = Object.keys(defaultFeatureCodes) as FeatureCode[];
  const codes = names.flatMap((name) => {
    const code = given[name] ?? defaultFeatureCodes[name];
    return code === 'none' ? [] : [{ name, code }];
  });
  for (const { name, code } of codes) {
    if (!Object.hasOwn(given, name)) continue;
    const add = (kind: 'duplicate' | 'invalid', message: string): void => {
      scope.mistakes.add([...scope.path, 'feature_codes', name], kind, message);
    };
    const like = codes.find(
      (other) => other.name !== name && (other.code.startsWith(code) || code.startsWith(other.code)),
    );
    if (like?.code === code) add('duplicate', `${code} is the code of ${like.name} too`);
    else if (like !== undefined) add('invalid', `${code} and ${like.code} of ${like.name} begin alike`);
    const call = emergencyCallBehind(name, code, scope.plan.country);
    if (call !== null) add('invalid', `${code} is how ${call} begins, which is a call for help`);
  }
}

const mostDigits = 3;

/** A dialled emergency call that begins with the code, such as *67911; the code that hides the number is meant to be one. */
function emergencyCallBehind(name: FeatureCode, code: string, country: string): string | null {
  if (name === 'hide_number' && code === defaultFeatureCodes.hide_number) return null;
  for (const prefix of ['*67', '*82']) {
    if (!code.startsWith(prefix)) continue;
    const rest = code.slice(prefix.length);
    const missing = mostDigits - rest.length;
    for (let number = 0; number < 10 ** missing; number += 1) {
      const digits = missing === 0 ? '' : String(number).padStart(missing, '0');
      const dialled = `${prefix}${rest}${digits}`;
      if (isEmergencyNumber(dialled, country)) return dialled;
    }
  }
  return null;
}
