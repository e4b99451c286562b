import type { CallCategory } from '../../model/dialRestrictions';
import { callingCodeOf, type NumberingPlan } from '../../model/phoneNumber';
import { categoryElsewhere } from './categoryElsewhere';
import { northAmericanCategory } from './northAmericanCategory';
import type { OutboundTarget } from './outboundCall';

/** What a call goes to, as far as restrictions go, by the calling enterprise's country and area (decisions.md 22, 27). */
export const callCategory = (
  { relation, kind, number }: OutboundTarget,
  plan: NumberingPlan,
): CallCategory => {
  if (relation !== 'outside') return relation;
  if (kind === 'name') return 'url_dialing';
  return callingCodeOf(plan.country) === '1'
    ? northAmericanCategory(number, plan)
    : categoryElsewhere(number, plan);
};

/** The carrier's repair desk: no code is ever asked for on the way there (decisions.md 21). */
export const isRepairNumber = (number: string, { country }: NumberingPlan): boolean =>
  number === '611' && callingCodeOf(country) === '1';

/** In words, for the trace. */
export const categoryText: Readonly<Record<CallCategory, string>> = {
  internal: 'a call to another group of the enterprise',
  group: 'a call within the group',
  local: 'a local call',
  toll_free: 'a toll-free call',
  toll: 'a toll call',
  international: 'an international call',
  operator_assisted: 'an operator-assisted call',
  directory_assistance: 'a call to directory assistance',
  special_services_1: 'a call to special services I',
  special_services_2: 'a call to special services II',
  premium_1: 'a call to premium services I',
  premium_2: 'a call to premium services II',
  casual: 'a call through another carrier (1010)',
  url_dialing: 'a call to a name',
  unknown: 'a call of no known kind',
};
