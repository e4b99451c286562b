/** What a called end does with a call. */
export interface Behaviour {
  /** How often one is chosen, beside the others. */
  readonly weight: number;
  /** Whether 180 goes out first. */
  readonly rings: boolean;
  /** What follows after ringing: 200, a final refusal, or nothing at all. */
  readonly then: 'answer' | 'nothing' | { readonly status: number; readonly reason: string };
  /** How long ringing lasts, in milliseconds. */
  readonly ringMs: readonly [least: number, most: number];
  /** Milliseconds until the caller gives up, where that is the point of it. */
  readonly patienceMs?: readonly [least: number, most: number];
  /** Only the first attempt goes this way; where the service tries another trunk group, that one answers. */
  readonly firstAttemptOnly?: true;
}

export const behaviours = {
  answers: { weight: 60, rings: true, then: 'answer', ringMs: [300, 2_000] },
  busy: { weight: 10, rings: false, then: { status: 486, reason: 'Busy Here' }, ringMs: [50, 300] },
  declines: { weight: 7, rings: true, then: { status: 603, reason: 'Decline' }, ringMs: [400, 1_500] },
  /** The PBX gives up ringing: after an 18x that is no answer (design.md section 4, Failures). */
  not_at_desk: {
    weight: 7,
    rings: true,
    then: { status: 480, reason: 'Temporarily Unavailable' },
    ringMs: [2_500, 4_000],
  },
  /** The caller gives up first. */
  given_up: { weight: 9, rings: true, then: 'nothing', ringMs: [0, 0], patienceMs: [1_000, 3_000] },
  /** A PBX that is out of order for a moment: the call is tried elsewhere where the routing scheme knows where. */
  out_of_order: {
    weight: 7,
    rings: false,
    then: { status: 503, reason: 'Service Unavailable' },
    ringMs: [20, 100],
    firstAttemptOnly: true,
  },
} as const satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof behaviours;

export const behaviourOf = (name: BehaviourName): Behaviour => behaviours[name];

const [firstChoice, ...otherChoices] = Object.entries(behaviours).map(([name, { weight }]) => ({
  name: name as BehaviourName,
  weight,
}));

/** Every behaviour with its weight. */
export const behaviourChoices = [firstChoice ?? { name: 'answers', weight: 1 }, ...otherChoices] as const;
