import { z } from 'zod';
import { featureCodes } from './featureCodes';
import { tollLimits } from './tollLimits';
import { administrator, anySystemUser, contact, department, sharedContact, user } from './people';
import {
  country,
  expected,
  name,
  object,
  oneOf,
  optionalList,
  pattern,
  timeZone,
  wholeNumber,
} from './primitives';
import { mostSchedules, schedule } from './schedules';
import { carrier, group, outboundRoute, routingScheme } from './trunks';

const licenceCount = wholeNumber(0, 1_000_000).optional();

/** What an enterprise says of itself. */
export const enterpriseSettings = object({
  name,
  country: country.default('US'),
  area_code: pattern(/^\d{2,5}$/, 'an area code of 2 to 5 digits, such as "212"')
    .nullable()
    .default(null),
  time_zone: timeZone.default('UTC'),
  max_active_calls: wholeNumber(0, 999_999).nullable().default(null),
  trunk_routing_permission: oneOf('hidden', 'view_only', 'view_and_edit').default('view_and_edit'),
  licences: object({
    office: licenceCount,
    video_pro: licenceCount,
    video_pro_plus: licenceCount,
    mobile: licenceCount,
  }).default({}),
  billing_cycle_day: wholeNumber(1, 28).default(1),
  feature_codes: featureCodes,
  toll_limits: tollLimits.nullable().default(null),
});

/** A number of the inventory, or a range. */
export const inventoryNumbers = pattern(
  /^\+?[0-9 ()./]{1,40}(-\+?[0-9 ()./]{1,40})?$/,
  'a number or a range of numbers, such as "+12125550100-+12125550199"',
);

const enterprise = object({
  ...enterpriseSettings.shape,
  groups: optionalList(group),
  routing_schemes: optionalList(routingScheme),
  numbers: optionalList(inventoryNumbers),
  schedules: optionalList(schedule, mostSchedules),
  departments: optionalList(department),
  users: optionalList(user),
  system_users: optionalList(anySystemUser),
  administrators: optionalList(administrator),
  contacts: optionalList(contact),
  shared_contacts: optionalList(sharedContact),
});

/** The whole deployment file, as `examples/acme.yaml` shows it. Keys nobody knows are mistakes. */
export const deploymentSchema = object({
  version: z.literal(1, { error: expected('1') }),
  carriers: optionalList(carrier),
  outbound_routes: optionalList(outboundRoute),
  enterprises: optionalList(enterprise),
});

/** A deployment file as written. */
export type DeploymentInput = z.input<typeof deploymentSchema>;
/** A deployment file with every key left out at its default. */
export type Deployment = z.output<typeof deploymentSchema>;

export type EnterpriseDocument = Deployment['enterprises'][number];
export type GroupDocument = EnterpriseDocument['groups'][number];
export type SchemeDocument = EnterpriseDocument['routing_schemes'][number];
export type UserDocument = EnterpriseDocument['users'][number];
export type SystemUserDocument = EnterpriseDocument['system_users'][number];
