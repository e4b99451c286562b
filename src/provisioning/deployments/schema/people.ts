import { z } from 'zod';
import { inboundFeatures } from './inboundFeatures';
import { outboundFeatures } from './outboundFeatures';
import {
  country,
  dialTarget,
  email,
  expected,
  extension,
  flag,
  list,
  name,
  object,
  oneOf,
  optionalList,
  pattern,
  phoneNumber,
  text,
  textThat,
  timeZone,
  wholeNumber,
} from './primitives';
import { mostOwnSchedules, schedule, scheduleName } from './schedules';

/** The people of a deployment file: users, system users, administrators, contacts, departments. */

const groupId = text(24);

export const department = object({ name, group: groupId.nullable().default(null) });

/** What happens while a time frame is in force; `*` is the rule for all other times. */
const answeringRule = object({
  time_frame: z.union([z.literal('*'), scheduleName], { error: expected('the name of a schedule, or "*"') }),
  enabled: flag.default(true),
  ring_time_s: wholeNumber(1, 180).nullable().default(null),
  do_not_disturb: flag.default(false),
  call_screening: flag.default(false),
  forward_always: dialTarget.nullable().default(null),
  forward_on_active: dialTarget.nullable().default(null),
  forward_busy: dialTarget.nullable().default(null),
  forward_no_answer: dialTarget.nullable().default(null),
  forward_not_reachable: dialTarget.nullable().default(null),
});

const mostAnsweringRules = 100;

const device = object({
  name,
  kind: oneOf('app', 'inventory', 'purchase', 'bring_your_own').default('bring_your_own'),
  model: text(80).nullable().default(null),
  mac: textThat(
    (value) => /^[0-9A-Fa-f]{12}$/.test(value.replaceAll(/[:.-]/g, '')),
    'a MAC address of 12 hexadecimal digits',
  )
    .nullable()
    .default(null),
});

const emergencyLocation = object({
  nickname: name,
  address: object({
    line1: text(120),
    line2: text(120).nullable().default(null),
    city: text(80),
    state: text(40).nullable().default(null),
    postal_code: text(20),
    country,
  }),
});

export const user = object({
  first_name: name,
  last_name: name,
  group: groupId,
  extension,
  number: phoneNumber.nullable().default(null),
  routing_scheme: name.nullable().default(null),
  email: email.nullable().default(null),
  username: pattern(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,79}$/, 'a user name of letters, digits and . _ @ + -')
    .nullable()
    .default(null),
  department: name.nullable().default(null),
  type: oneOf('office', 'video_pro', 'video_pro_plus', 'mobile').default('office'),
  scope: oneOf(
    'simple_user',
    'basic_user',
    'advanced_user',
    'call_center_agent',
    'site_manager',
    'office_manager',
  ).default('basic_user'),
  time_zone: timeZone.nullable().default(null),
  calling_line_id: pattern(/^\+?\d{1,40}$/, 'a number of at most 40 digits')
    .nullable()
    .default(null),
  do_not_disturb: flag.default(false),
  ring_time_s: wholeNumber(1, 180).nullable().default(null),
  allowed_numbers: optionalList(dialTarget, 1000),
  blocked_numbers: optionalList(dialTarget, 1000),
  schedules: optionalList(schedule, mostOwnSchedules),
  answering_rules: optionalList(answeringRule, mostAnsweringRules),
  devices: optionalList(device, 100),
  emergency_location: emergencyLocation.nullable().default(null),
  inbound: inboundFeatures.prefault({}),
  outbound: outboundFeatures.prefault({}),
});

const systemUser = {
  name,
  extension,
  number: phoneNumber.nullable().default(null),
  /** Left out: of the whole enterprise. */
  group: groupId.nullable().default(null),
};

/** An extension, or the operator. */
const menuTarget = pattern(/^(operator|[1-9][0-9]{1,6})$/, 'an extension or operator');

const pin = pattern(/^\d{4,10}$/, 'a PIN of 4 to 10 digits')
  .nullable()
  .default(null);

export const autoAttendant = object({
  kind: z.literal('auto_attendant'),
  ...systemUser,
  keys: z
    .record(pattern(/^[0-9*#]$/, 'a key of the phone: 0 to 9, * or #'), menuTarget, {
      error: expected('a mapping from keys of the phone to extensions'),
    })
    .default({}),
  operator: extension.nullable().default(null),
});

export const callQueue = object({
  kind: z.literal('call_queue'),
  ...systemUser,
  ring: oneOf('round_robin', 'tiered_round_robin', 'ring_all', 'linear_hunt', 'linear_cascade').default(
    'round_robin',
  ),
  agents: list(extension).default([]),
});

export const conferenceBridge = object({
  kind: z.literal('conference_bridge'),
  ...systemUser,
  leader_pin: pin,
  participant_pin: pin,
  max_participants: wholeNumber(2, 1000).nullable().default(null),
});

export const anySystemUser = z.discriminatedUnion('kind', [autoAttendant, callQueue, conferenceBridge], {
  error: expected('kind auto_attendant, call_queue or conference_bridge'),
});

export const administrator = object({
  email,
  role: oneOf('enterprise_administrator', 'group_administrator', 'department_administrator'),
  /** The group of a group or department administrator. */
  group: groupId.nullable().default(null),
  department: name.nullable().default(null),
  permissions: optionalList(
    pattern(/^[a-z][a-z0-9_]{0,79}$/, 'the name of a permission, such as purchasing'),
  ),
});

export const contact = object({
  name,
  phone: phoneNumber.nullable().default(null),
  email: email.nullable().default(null),
});

export const sharedContact = object({
  first_name: name,
  last_name: name.nullable().default(null),
  company: name.nullable().default(null),
  work: phoneNumber.nullable().default(null),
  mobile: phoneNumber.nullable().default(null),
  home: phoneNumber.nullable().default(null),
  email: email.nullable().default(null),
});
