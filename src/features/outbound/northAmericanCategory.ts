import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CallCategory } from '../../model/dialRestrictions';
import type { NumberingPlan } from '../../model/phoneNumber';

/** Area codes that stand for a service and not for a place: 8xx toll-free, 900 premium, 700 the carriers' own. */
const services: ReadonlyMap<string, CallCategory> = new Map([
  ...['800', '833', '844', '855', '866', '877', '888'].map((code) => [code, 'toll_free'] as const),
  ['900', 'premium_1'],
  ['700', 'special_services_1'],
]);

/** Numbers that follow the person or the thing, 5XX: nobody can tell where, nor what they cost. */
const personal = /^5(?:00|2[1-9]|3[2358]|4[2-79]|5[0234568]|66|77|88|89)$/;

/** Countries that are no other country to one another: the rest of the plan, the Caribbean above all, is abroad. */
const northAmerica = ['US', 'CA'];

/** Of 411; of NPA-555-1212 or its seven digits. */
const directoryAssistance = '411';
const directoryLine = '5551212';
/** 1010 and the three digits of a carrier, then the number. */
const carrierAccess = '1010';

/** @param number `+E.164`, or digits as dialled that are none */
export const northAmericanCategory = (number: string, plan: NumberingPlan): CallCategory => {
  if (!number.startsWith('+')) return categoryOfDigits(number);
  // Calling code 1 has one length, and no other calling code begins with 1.
  if (number.charCodeAt(1) !== digitOne || number.length !== 12) return 'international';
  const areaCode = number.slice(2, 5);
  const service = services.get(areaCode);
  if (service !== undefined) return service;
  // Seven digits that the area code has completed.
  if (number.startsWith(carrierAccess, 5)) return 'casual';
  if (isAbroad(areaCode, plan.country)) return 'international';
  if (number.startsWith('976', 5)) return 'premium_2';
  if (number.startsWith(directoryLine, 5)) return 'directory_assistance';
  if (personal.test(areaCode)) return 'special_services_2';
  return areaCode === plan.areaCode ? 'local' : 'toll';
};

const digitOne = 49;

const categoryOfDigits = (digits: string): CallCategory => {
  if (digits === directoryAssistance || digits === `1${directoryAssistance}` || digits === directoryLine) {
    return 'directory_assistance';
  }
  if (digits.startsWith(carrierAccess) && digits.length >= 7) return 'casual';
  // 011 is what a number abroad is dialled with directly; 0 and 01 go through an operator.
  if (digits.startsWith('0')) return digits.startsWith('011') ? 'international' : 'operator_assisted';
  return serviceCode.test(digits) ? 'special_services_1' : 'unknown';
};

/** 211, 311 and so on, and 988. */
const serviceCode = /^(?:[2-9]11|988)$/;

const countries = new Map<string, string | null>();

/** By the library's country of the area code; one it does not know is new, and of North America. */
const isAbroad = (areaCode: string, country: string): boolean => {
  let its = countries.get(areaCode);
  if (its === undefined) {
    its = parsePhoneNumberFromString(`+1${areaCode}5550123`)?.country ?? null;
    countries.set(areaCode, its);
  }
  return its !== null && its !== country && !northAmerica.includes(its);
};
