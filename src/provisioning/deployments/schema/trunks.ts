import { z } from 'zod';
import {
  acceptFrom,
  callLimit,
  dialTarget,
  flag,
  host,
  list,
  name,
  object,
  oneOf,
  optionalList,
  pattern,
  phoneNumber,
  text,
  wholeNumber,
  expected,
} from './primitives';
import { blockReasons } from '../../../model/outcome';
import { redirectPolicies } from '../../../model/redirection';
import { transferPolicies } from '../../../model/transfer';
import { failoverCodes, numberPolicy, peerNumberFormat } from './peerPolicies';
import { dialRestrictions, digitPatterns, forwardRestrictions, transferNumbers } from './outboundFeatures';
import { mostSchedules, schedule } from './schedules';

/** The trunk side of a deployment file: carriers, routes, groups with their trunk groups, routing schemes. */

export const gateway = object({
  host,
  /** 0, over ws and wss: the connection that the host has opened to the service (RFC 7118). */
  port: wholeNumber(0, 65_535).default(5060),
  transport: oneOf('udp', 'tcp', 'tls', 'ws', 'wss').default('udp'),
  priority: wholeNumber(0, 65_535).default(1),
  weight: wholeNumber(0, 65_535).default(100),
}).refine(({ port, transport }) => port > 0 || transport === 'ws' || transport === 'wss', {
  path: ['port'],
  error: 'expected a whole number from 1 to 65535; 0 is for ws and wss',
});

export const numberFormat = peerNumberFormat.default('e164_plus');

const optionsPing = object({
  enabled: flag.default(false),
  available_interval_s: wholeNumber(30, 86_400).default(60),
  unavailable_interval_s: wholeNumber(10, 86_400).default(10),
  failure_threshold: wholeNumber(1, 60).default(3),
  success_threshold: wholeNumber(1, 60).default(2),
}).prefault({});

const callRate = object({
  per_second: wholeNumber(1, 100_000),
  /** Left out: as many as a second's. */
  burst: wholeNumber(1, 1_000_000).nullable().default(null),
})
  .nullable()
  .default(null);

/** What tells of a trunk group or a carrier that is down, and limits what it sends. */
const reachability = {
  options_ping: optionsPing,
  /** Failed INVITEs within the window that make an address unavailable; null: they are not counted. */
  invite_failure_threshold: wholeNumber(1, 60).nullable().default(null),
  invite_failure_window_s: wholeNumber(30, 240).default(60),
  sender_call_rate: callRate,
};

export const carrier = object({
  name,
  gateways: optionalList(gateway, 100),
  ...reachability,
  accept_from: optionalList(acceptFrom, 1000),
  number_format: numberFormat,
  number_policy: numberPolicy,
  failover_codes: failoverCodes,
  caller_id: object({
    present: oneOf('user', 'trunk_group', 'as_sent').default('user'),
    own_numbers_only: flag.default(false),
  }).prefault({}),
  trusted: flag.default(false),
});

/** Share of a route's calls. */
export const carrierWeight = wholeNumber(0, 65_535).nullable().default(null);

const routeCarrier = z.union([name, object({ name, weight: carrierWeight })], {
  error: expected('the name of a carrier, or { name, weight } with weight from 0 to 65535'),
});

const blockStatus = z
  .literal([...blockReasons.keys()], {
    error: expected(`the status calls are refused with: ${[...blockReasons.keys()].join(', ')}`),
  })
  .nullable()
  .default(null);

export const outboundRoute = object({
  prefix: pattern(/^\+\d{0,15}$/, 'the start of an E.164 number with its +, such as "+1"').optional(),
  emergency: flag.default(false),
  carriers: optionalList(routeCarrier, 100),
  priority: wholeNumber(0, 65_535).default(1),
  stop: flag.default(false),
  block: blockStatus,
});

const overflowAction = z
  .discriminatedUnion(
    'action',
    [
      object({ action: z.literal('none') }),
      object({ action: z.literal('forward'), number: dialTarget }),
      object({ action: z.literal('reroute'), trunk_group: name }),
    ],
    {
      error: expected(
        '{ action: none }, { action: forward, number: ... } or { action: reroute, trunk_group: ... }',
      ),
    },
  )
  .default({ action: 'none' });

/** Flexible-reach 14.1: an alarm at the first so-manieth refused call, then at every so-manieth after it; 0: none. */
const capacityAlarm = object({
  first: wholeNumber(0, 999_999).default(0),
  every: wholeNumber(0, 999_999).default(0),
}).prefault({});

const bursting = object({
  enabled: flag.default(false),
  max_active_calls: callLimit,
  max_incoming_calls: callLimit,
  max_outgoing_calls: callLimit,
}).prefault({});

const screening = object({
  user_lookup: oneOf('basic', 'extended').default('extended'),
  unscreened_calls: oneOf('allow', 'reject').default('reject'),
  unscreened_emergency_calls: oneOf('allow', 'reject').default('allow'),
  emergency_number: phoneNumber.nullable().default(null),
}).prefault({});

/** The settings of a trunk group; every one has its default. */
export const trunkGroupSettings = object({
  max_active_calls: callLimit,
  max_incoming_calls: callLimit,
  max_outgoing_calls: callLimit,
  bursting,
  soft_max_active_calls: callLimit,
  capacity_alarm: capacityAlarm,
  invitation_timeout_s: wholeNumber(1, 255).default(6),
  max_call_duration_s: wholeNumber(1, 604_800).nullable().default(null),
  /** Which transfers (REFER) its users may ask for: none, to users of the enterprise, to anybody. */
  transfers: oneOf(...transferPolicies).default('inside'),
  /** What a redirection (3xx) by its PBX is: a failure, or a forward of the called user's. */
  redirects: oneOf(...redirectPolicies).default('refuse'),
  forward_all: overflowAction,
  capacity_exceeded: overflowAction,
  unreachable_destination: overflowAction,
  screening,
  ...reachability,
  /** Of the calls through it, both ways together. */
  call_rate: callRate,
  pbx: optionalList(gateway, 100),
  accept_from: optionalList(acceptFrom, 1000),
  number_format: numberFormat,
  number_policy: numberPolicy,
  failover_codes: failoverCodes,
  calling_line_id: phoneNumber.nullable().default(null),
  trusted: flag.default(false),
});

export const authorizationCode = object({
  code: pattern(/^\d{2,14}$/, 'a code of 2 to 14 digits'),
  description: text(80).nullable().default(null),
});

export const accountCode = object({
  code: pattern(/^\d{1,6}$/, 'a code of 1 to 6 digits'),
  description: text(80).nullable().default(null),
});

const mostCodes = 10_000;

export const accountCodes = object({
  length: wholeNumber(1, 6),
  /** Only the codes listed are taken; otherwise any digits of the length. */
  strict: flag.default(false),
  codes: optionalList(accountCode, mostCodes),
});

export const group = object({
  id: pattern(/^[A-Za-z0-9]{1,24}$/, 'a group id of 1 to 24 letters and digits, such as "0012345"'),
  name,
  trunk_group: trunkGroupSettings.prefault({}),
  authorization_codes: optionalList(authorizationCode, mostCodes),
  account_codes: accountCodes.nullable().default(null),
  dial_restrictions: dialRestrictions.default({}),
  forward_restrictions: forwardRestrictions.default({}),
  digit_patterns: digitPatterns,
  transfer_numbers: transferNumbers,
  /** A refusal is said to the caller, as early media, before its status. */
  announce_refusals: flag.default(false),
  schedules: optionalList(schedule, mostSchedules),
});

const schemeMember = z.union(
  [name, object({ name, percent: wholeNumber(0, 100).nullable().default(null) })],
  { error: expected('the name of a trunk group, or { name, percent } with percent from 0 to 100') },
);

export const routingScheme = object({
  name,
  algorithm: oneOf('linear', 'round_robin', 'percentage', 'most_idle').default('linear'),
  trunk_groups: list(schemeMember)
    .min(1, { error: expected('at least one trunk group') })
    .max(100, { error: expected('at most 100 trunk groups') }),
  max_reroutes: wholeNumber(1, 10).default(10),
  exhaust: z
    .discriminatedUnion(
      'action',
      [
        object({ action: z.literal('none') }),
        object({ action: z.literal('trunk_forward'), number: dialTarget }),
      ],
      { error: expected('{ action: none } or { action: trunk_forward, number: ... }') },
    )
    .default({ action: 'none' }),
});
