import { ownedString } from '../model/ownedString';
import { normaliseNumber } from '../model/phoneNumber';
import type { Enterprise, TrunkGroup } from '../model/settings';
import { say, type DecisionContext } from './decisionContext';
import { numberOf } from './numberAnalysis';
import type { OriginatingCall } from './originatingCall';
import { displayOf, isAnonymous, isPrivate, type CallingParty } from './presentation';

/** What others see of a caller: calling line ID, else public number; of an unscreened one what it sent. */
export const callingParty = (call: OriginatingCall): CallingParty => {
  const { context, trunkGroup, enterprise } = call;
  const { user, by } = call.caller;
  const asSent = sentNumber(context, trunkGroup, enterprise);
  const numbers = {
    enterpriseId: enterprise.id,
    user: user?.number ?? null,
    trunkGroup: trunkGroup.callingLineId,
    asSent,
  };
  const display = displayOf(by.identity) ?? displayOf(context.facts.from);
  const isHidden = hidesCaller(call);
  if (user === null) {
    return { number: asSent, internal: null, display, private: isHidden, numbers };
  }
  const lineId = user.callingLineId === null ? null : normaliseNumber(user.callingLineId, enterprise);
  return {
    number: lineId?.number ?? user.number,
    internal: user.extension === null ? null : { enterpriseId: enterprise.id, extension: user.extension },
    display,
    private: isHidden,
    numbers,
  };
};

/** By what the PBX asks for, by the user's own setting, or by `*67` for this call. */
const hidesCaller = ({ context, caller: { user }, codes }: OriginatingCall): boolean => {
  if (codes.hidesNumber)
    say(context, 'hide_number', 'the number is hidden for this call, by the code dialled');
  else if (user?.features?.outbound.hidesNumber === true) {
    say(context, 'hide_number', `${user.name}'s number is hidden on every call`);
  } else return isPrivate(context.facts);
  return true;
};

/** The number a PBX has in From; null: it hides it. */
export const sentNumber = (
  { facts }: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
): string | null => {
  if (isAnonymous(facts.from)) return null;
  return numberOf(facts.from, enterprise, trunkGroup)?.number ?? ownedString(facts.from.user);
};
