import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { BoundedMap } from '../../model/boundedMap';
import type { CallCategory } from '../../model/dialRestrictions';
import { ownedString } from '../../model/ownedString';
import { callingCodeOf, type NumberingPlan } from '../../model/phoneNumber';

/** By the library's type of number; what is not named here is a call to a place, or to a mobile. */
const byType: Readonly<Record<string, CallCategory>> = {
  TOLL_FREE: 'toll_free',
  PREMIUM_RATE: 'premium_1',
  SHARED_COST: 'special_services_1',
  UAN: 'special_services_1',
  PERSONAL_NUMBER: 'special_services_2',
  PAGER: 'special_services_2',
  VOICEMAIL: 'special_services_2',
};

const memo = new BoundedMap<string, CallCategory>(20_000);

/**
 * Outside the North American plan, where libphonenumber tells the kind of a number of the own country.
 *
 * @param number `+E.164`, or digits as dialled that are none
 */
export const categoryElsewhere = (number: string, plan: NumberingPlan): CallCategory => {
  if (!number.startsWith('+')) return 'unknown';
  // Most calls abroad need no library.
  if (!number.startsWith(callingCodeOf(plan.country) ?? '', 1)) return 'international';
  const key = `${plan.country}|${plan.areaCode ?? ''}|${number}`;
  let category = memo.get(key);
  if (category === undefined) {
    category = read(number, plan);
    memo.set(ownedString(key), category);
  }
  return category;
};

const read = (number: string, { country, areaCode }: NumberingPlan): CallCategory => {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return 'unknown';
  // Where countries share a calling code, one the library cannot place is taken for the own.
  const theirs = parsed.country ?? (parsed.countryCallingCode === callingCodeOf(country) ? country : null);
  if (theirs !== country) return 'international';
  const kind = byType[parsed.getType() ?? ''];
  if (kind !== undefined) return kind;
  return isLocal(parsed.nationalNumber, areaCode) ? 'local' : 'toll';
};

/** An area code may be given with the trunk prefix 0 or without. */
const isLocal = (national: string, areaCode: string | null): boolean =>
  areaCode !== null && (national.startsWith(areaCode) || national.startsWith(areaCode.replace(/^0/, '')));
