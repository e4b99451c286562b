import type { InboundCall, InboundCaller } from '../../src/features/inbound/inboundCall';
import type { InboundPlan } from '../../src/features/callPlan';
import { schedulesOf } from '../../src/features/schedules/scheduleFinder';
import type { Schedule, SharedSchedule } from '../../src/model/schedule';
import type { TraceStep } from '../../src/model/trace';
import type {
  AnsweringRule,
  Criterion,
  ForwardingCriterion,
  InboundSettings,
  OutboundSettings,
  UserFeatures,
} from '../../src/model/userFeatures';
import { ScheduleIndex } from '../../src/routing/scheduleIndex';
import { user } from './decisionFixtures';

/** Settings of users' features to build calls from, each with everything off. */

export const inboundOff: InboundSettings = {
  intercept: false,
  didPolicing: null,
  anonymousRejection: false,
  allowedNumbers: [],
  blockedNumbers: [],
  acceptance: null,
  rejection: null,
  selective: null,
  doNotDisturb: false,
  always: null,
  sequential: null,
  simultaneous: null,
  busy: null,
  noAnswer: null,
  notReachable: null,
  ringTimeMs: null,
  answeringRules: [],
};

export const outboundOff: OutboundSettings = {
  accountCode: 'not_required',
  restrictions: null,
  forwardRestrictions: null,
  digitPatterns: [],
  transferNumbers: [],
  hidesNumber: false,
};

export const features = (
  inbound: Partial<InboundSettings> = {},
  outbound: Partial<OutboundSettings> = {},
  schedules: readonly Schedule[] = [],
): UserFeatures => ({
  inbound: { ...inboundOff, ...inbound },
  outbound: { ...outboundOff, ...outbound },
  schedules,
});

export const criterion = (description: string, changes: Partial<Criterion> = {}): Criterion => ({
  description,
  apply: true,
  numbers: [],
  anonymous: false,
  unavailable: false,
  timeSchedule: null,
  holidaySchedule: null,
  ...changes,
});

export const forwardingCriterion = (
  description: string,
  changes: Partial<ForwardingCriterion> = {},
): ForwardingCriterion => ({ ...criterion(description), number: null, ...changes });

export const answeringRule = (
  timeFrame: string | null,
  changes: Partial<AnsweringRule> = {},
): AnsweringRule => ({
  timeFrame,
  ringTimeMs: null,
  doNotDisturb: false,
  forwardAlways: null,
  forwardOnActive: null,
  forwardBusy: null,
  forwardNoAnswer: null,
  forwardNotReachable: null,
  ...changes,
});

/** 2026-12-25 12:00 UTC. */
export const noon = Date.UTC(2026, 11, 25, 12);
export const hour = 3_600_000;

export const schedule = (
  name: string,
  windows: readonly number[],
  changes: Partial<Schedule> = {},
): Schedule => ({
  name,
  type: 'time',
  windows,
  knownFrom: noon - 1_000 * hour,
  knownUntil: noon + 10_000 * hour,
  ...changes,
});

export const shared = (
  of: Schedule,
  enterpriseId: string,
  groupId: string | null = null,
): SharedSchedule => ({
  ...of,
  id: `${enterpriseId}/${groupId ?? ''}/${of.name}`,
  enterpriseId,
  groupId,
});

export const caller = (number: string | null, changes: Partial<InboundCaller> = {}): InboundCaller => ({
  number,
  extension: null,
  anonymous: false,
  unavailable: number === null,
  sameGroup: false,
  sameEnterprise: false,
  ...changes,
});

export const anonymousCaller = caller(null, { anonymous: true, unavailable: false });

/** A call for Ada of New York at noon on Christmas Day. */
export const inboundCall = (
  inbound: Partial<InboundSettings>,
  from: InboundCaller = caller('+13125550111'),
  changes: Partial<InboundCall> = {},
  { own = [], others = [] }: { own?: readonly Schedule[]; others?: readonly SharedSchedule[] } = {},
): InboundCall => {
  const set = features(inbound, {}, own);
  const ada = {
    ...user('Ada', '0012345', 'acme', { extension: '1001', number: '+12125550101' }),
    features: set,
  };
  return {
    user: ada,
    caller: from,
    country: 'US',
    at: noon,
    schedules: schedulesOf(ada, set, new ScheduleIndex(others)),
    activeCalls: 0,
    ringTimeoutMs: 180_000,
    ...changes,
  };
};

/** A plan in a line. */
export const planText = (plan: InboundPlan): string => {
  switch (plan.kind) {
    case 'refuse':
      return `refuse ${plan.failure} by ${plan.rule}`;
    case 'forward':
      return `forward ${plan.to.number} ${plan.to.reason} by ${plan.to.rule}`;
    case 'ring': {
      const stages = plan.stages.map(({ branches, ringMs }) => {
        const names = branches.map((branch) =>
          branch.kind === 'base'
            ? `base${branch.timerMs === null ? '' : `(${branch.timerMs / 1000})`}`
            : `${branch.number}${branch.answerConfirmation ? '!' : ''}`,
        );
        return `${names.join('+')} ${ringMs / 1000}s`;
      });
      const behind = Object.entries(plan.behind).flatMap(([when, to]) =>
        to === null ? [] : [`${when} ${to.number} by ${to.rule}`],
      );
      return ['ring', stages.join(', '), ...(plan.continueIfBusy ? ['on if busy'] : []), ...behind].join(
        ' | ',
      );
    }
  }
};

/** Collects what rules say. */
export const collector = (): { say: (rule: string, result: string) => void; steps: TraceStep[] } => {
  const steps: TraceStep[] = [];
  return { say: (rule, result) => steps.push({ rule, result }), steps };
};
