import type { InboundPlan, RingBranch, RingingPlan, RingStage } from '../callPlan';
import { firstMatch } from './criteria';
import { forwardWhenBusy, forwardWhenNotReachable, forwardWhenUnanswered } from './forwardingRules';
import type { InboundRule, RuleInput } from './ruleInput';

/** One ring, where rings are counted (decisions.md 20). */
export const ringMs = 6_000;

/** One place after the other. Places with no rings are left out; with none left it does nothing. */
export const sequentialRing: InboundRule = (input) => {
  const { sequential } = input.call.user.features.inbound;
  if (sequential === null || sequential.criteria.length === 0) return null;
  const rule = 'sequential_ring';
  const { criterion, why } = firstMatch(sequential.criteria, input);
  if (criterion?.apply !== true) {
    input.say(rule, criterion === null ? `${why}: not used` : `${why}, which it spares`);
    return null;
  }
  const stages: RingStage[] = [];
  const places: string[] = [];
  const { baseRings } = sequential;
  if (baseRings !== null && baseRings > 0) {
    stages.push({ branches: [baseOf(input)], ringMs: baseRings * ringMs });
    places.push(`${input.call.user.name}'s phones for ${baseRings * ringSeconds} s`);
  }
  for (const { number, rings, answerConfirmation } of sequential.numbers) {
    if (rings <= 0) continue;
    stages.push({ branches: [{ kind: 'number', number, answerConfirmation }], ringMs: rings * ringMs });
    places.push(`${number} for ${rings * ringSeconds} s`);
  }
  if (stages.length === 0) {
    input.say(rule, `${why}, but it has no place to ring`);
    return null;
  }
  input.say(rule, `${why}: rings ${places.join(', then ')}`);
  return ringing(input, stages, sequential);
};

/** All at once, for as long as the user's own phones would ring. */
export const simultaneousRing: InboundRule = (input) => {
  const { call, say } = input;
  const { simultaneous } = call.user.features.inbound;
  if (simultaneous === null || simultaneous.criteria.length === 0) return null;
  if (simultaneous.numbers.length === 0) return null;
  const rule = 'simultaneous_ring';
  const { criterion, why } = firstMatch(simultaneous.criteria, input);
  if (criterion?.apply !== true) {
    say(rule, criterion === null ? `${why}: not used` : `${why}, which it spares`);
    return null;
  }
  if (simultaneous.notWhileOnCall && call.activeCalls > 0) {
    say(rule, `${why}, but ${call.user.name} is on a call: the numbers are left alone`);
    return null;
  }
  const numbers = simultaneous.numbers.map(({ number, answerConfirmation }): RingBranch => ({
    kind: 'number',
    number,
    answerConfirmation,
  }));
  // No rings at all would ring nobody, and this stands above forwarding on no answer (decisions.md 20).
  const time = baseRingMs(input) || ringTimeMs(input);
  const names = simultaneous.numbers.map(({ number }) => number).join(', ');
  say(rule, `${why}: rings ${call.user.name}'s phones and ${names} for ${time / 1000} s`);
  return ringing(input, [{ branches: [baseOf(input), ...numbers], ringMs: time }]);
};

/** The user's phones alone; forwarding on no answer after no rings comes before they ring. */
export const ownPhones = (input: RuleInput): InboundPlan => {
  const time = baseRingMs(input);
  const unanswered = forwardWhenUnanswered(input);
  if (time === 0 && unanswered !== null) {
    input.say(unanswered.rule, `after no rings: forwarded to ${unanswered.number} at once`);
    return { kind: 'forward', to: unanswered };
  }
  input.say('ring', `${input.call.user.name}'s phones ring for ${time / 1000} s`);
  return ringing(input, [{ branches: [baseOf(input)], ringMs: time }]);
};

const ringSeconds = ringMs / 1000;

/** There is nothing to go on to, nor to stop. */
const oneStage = { continueIfBusy: false, callerMayStop: false };

const baseOf = ({ call }: RuleInput): RingBranch => ({
  kind: 'base',
  timerMs: call.user.features.inbound.notReachable?.timerMs ?? null,
});

/** Rings of forwarding on no answer while that is on, else the ring time (decisions.md 20). */
const baseRingMs = (input: RuleInput): number => {
  const { noAnswer } = input.call.user.features.inbound;
  return noAnswer === null ? ringTimeMs(input) : noAnswer.rings * ringMs;
};

const ringTimeMs = (input: RuleInput): number =>
  input.call.user.features.inbound.ringTimeMs ?? input.answering()?.ringTimeMs ?? input.call.ringTimeoutMs;

const ringing = (
  input: RuleInput,
  stages: RingingPlan['stages'],
  { continueIfBusy, callerMayStop }: Pick<RingingPlan, 'continueIfBusy' | 'callerMayStop'> = oneStage,
): RingingPlan => {
  const behind = {
    busy: forwardWhenBusy(input),
    noAnswer: forwardWhenUnanswered(input),
    notReachable: forwardWhenNotReachable(input),
  };
  const ways = [
    ...(behind.busy === null ? [] : [`when busy to ${behind.busy.number}`]),
    ...(behind.noAnswer === null ? [] : [`unanswered to ${behind.noAnswer.number}`]),
    ...(behind.notReachable === null ? [] : [`when not reachable to ${behind.notReachable.number}`]),
  ];
  if (ways.length > 0) input.say('forwarding', `goes on ${ways.join(', ')}`);
  return { kind: 'ring', stages, continueIfBusy, callerMayStop, behind };
};
