import type { AnsweringRule, InboundSettings, UserFeatures } from '../../model/userFeatures';

/** A user's features as if calls were not forwarded to these numbers: they stand as off, all else as it is. */
export const withoutForwards = (features: UserFeatures, numbers: readonly string[]): UserFeatures =>
  numbers.length === 0 ? features : { ...features, inbound: inboundWithout(features.inbound, numbers) };

const inboundWithout = (inbound: InboundSettings, numbers: readonly string[]): InboundSettings => {
  const kept = (number: string | null): string | null =>
    number !== null && numbers.includes(number) ? null : number;
  const keptOf = <Forwarding extends { readonly number: string }>(
    forwarding: Forwarding | null,
  ): Forwarding | null => (forwarding === null || numbers.includes(forwarding.number) ? null : forwarding);
  const { selective } = inbound;
  return {
    ...inbound,
    selective: selective && {
      ...selective,
      criteria: selective.criteria.filter(
        ({ apply, number }) => !apply || kept(number ?? selective.number) !== null,
      ),
    },
    always: kept(inbound.always),
    busy: kept(inbound.busy),
    noAnswer: keptOf(inbound.noAnswer),
    notReachable: keptOf(inbound.notReachable),
    answeringRules: inbound.answeringRules.map((rule): AnsweringRule => ({
      ...rule,
      forwardAlways: kept(rule.forwardAlways),
      forwardOnActive: kept(rule.forwardOnActive),
      forwardBusy: kept(rule.forwardBusy),
      forwardNoAnswer: kept(rule.forwardNoAnswer),
      forwardNotReachable: kept(rule.forwardNotReachable),
    })),
  };
};
