import type { PartyIdentity } from '../model/callFacts';
import type { UserRecord } from '../model/directory';
import {
  normaliseCarrierNumber,
  normaliseNumber,
  readFormatted,
  type NormalisedNumber,
} from '../model/phoneNumber';
import type { Carrier, Enterprise, NumberFormat, TrunkGroup } from '../model/settings';
import type { Lookups } from './lookups';

/** What a number stands for. */
export type AnalysedNumber =
  /** A user of ours; `number` is E.164, or the extension of one who has no public number. */
  | { readonly kind: 'user'; readonly number: string; readonly user: UserRecord }
  /** In an enterprise's inventory, assigned to nobody. */
  | { readonly kind: 'unassigned'; readonly number: string; readonly enterpriseId: string }
  /** A public number (E.164) in nobody's inventory. */
  | { readonly kind: 'foreign'; readonly number: string }
  /** Digits that are nobody's extension and no public number. */
  | { readonly kind: 'short'; readonly number: string }
  /** A public number of a length that cannot be. */
  | { readonly kind: 'impossible'; readonly number: string }
  /** No number at all. */
  | { readonly kind: 'name'; readonly number: string };

/** Facts are missing; the keys are noted in the lookups. */
type Pending = undefined;

/** Read by where no enterprise says otherwise: only `+E.164` and digits that are E.164 mean anything then. */
const noCountries = ['001'];

/** A number as a switch of an enterprise writes it; its own extensions come before what the digits mean elsewhere. */
export const analyseInEnterprise = (
  identity: PartyIdentity,
  enterprise: Enterprise,
  trunkGroup: TrunkGroup,
  lookups: Lookups,
): AnalysedNumber | Pending => {
  const read = isDialable(identity) ? numberOf(identity, enterprise, trunkGroup) : null;
  return read === null ? { kind: 'name', number: identity.user } : analyseOwn(read, enterprise, lookups);
};

/** A number as it stands in an enterprise's settings: E.164, or digits of its own. */
export const analyseSetting = (
  number: string,
  enterprise: Enterprise,
  lookups: Lookups,
): AnalysedNumber | Pending => {
  const read = normaliseNumber(number, enterprise);
  return read === null ? { kind: 'name', number } : analyseOwn(read, enterprise, lookups);
};

const analyseOwn = (
  read: NormalisedNumber,
  enterprise: Enterprise,
  lookups: Lookups,
): AnalysedNumber | Pending => {
  // Both questions are put before either answer is used, so that one fetch serves both.
  const user = read.extension === null ? null : lookups.extension(enterprise.id, read.extension);
  const analysed = analyseRead(read, lookups);
  if (user === undefined || analysed === undefined) return undefined;
  return user === null ? analysed : { kind: 'user', number: user.number ?? read.number, user };
};

/** A number as a trunk group's PBX writes it; null: a name. */
export const numberOf = (
  { user }: PartyIdentity,
  enterprise: Enterprise,
  { numberPolicy }: TrunkGroup,
): NormalisedNumber | null => readFormatted(user, numberPolicy?.received.format ?? null, enterprise);

/** The format a carrier's numbers come in. */
export const formatFrom = ({ numberFormat, numberPolicy }: Carrier): NumberFormat =>
  numberPolicy?.received.format ?? numberFormat;

/**
 * A called number as a carrier sends it. A carrier has no country, and not all keep to the agreed format, but the number
 * must be one of ours: it is read as agreed, then as national in every country that has an enterprise, in alphabetical
 * order, and the first reading that lies in an inventory holds.
 */
export const analyseFromCarrier = (
  called: PartyIdentity,
  carrier: Carrier,
  countries: readonly string[],
  lookups: Lookups,
): AnalysedNumber | Pending => {
  let best: AnalysedNumber = { kind: 'name', number: called.user };
  if (!isDialable(called)) return best;
  let pending = false;
  const seen: string[] = [];
  for (const format of new Set([formatFrom(carrier), 'national'] as const)) {
    for (const country of countries.length === 0 ? noCountries : countries) {
      const read = normaliseCarrierNumber(called.user, format, country);
      if (read === null || seen.includes(read.number)) continue;
      seen.push(read.number);
      const analysed = analyseRead(read, lookups);
      if (analysed === undefined) pending = true;
      else if (isOurs(analysed) && !pending) return analysed;
      else if (best.kind !== 'foreign' && (best.kind === 'name' || analysed.kind === 'foreign'))
        best = analysed;
    }
  }
  return pending ? undefined : best;
};

/** Whether a number is in an inventory or is somebody's extension. */
export const isOurs = (analysed: AnalysedNumber): boolean =>
  analysed.kind === 'user' || analysed.kind === 'unassigned';

/** Whether an identity can carry a number at all: a urn or a URI of another kind cannot. */
export const isDialable = ({ scheme }: PartyIdentity): boolean =>
  scheme === 'sip' || scheme === 'sips' || scheme === 'tel';

const analyseRead = ({ kind, number }: NormalisedNumber, lookups: Lookups): AnalysedNumber | Pending => {
  if (kind !== 'e164') return { kind, number };
  const record = lookups.number(number);
  if (record === undefined) return undefined;
  if (record === null) return { kind: 'foreign', number };
  if (record.user === null) return { kind: 'unassigned', number, enterpriseId: record.enterpriseId };
  return { kind: 'user', number, user: record.user };
};
