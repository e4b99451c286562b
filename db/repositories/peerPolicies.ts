import type {
  CallerIdPolicy,
  NumberFormat,
  NumberPolicy,
  NumberRules,
  PrefixRule,
} from '../../src/model/settings';
import type { CarrierRow, TrunkGroupRow } from '../schema';

interface StoredRules {
  readonly format: NumberFormat | null;
  readonly called: readonly PrefixRule[];
  readonly calling: readonly PrefixRule[];
}

/** What the column `policies` of carriers and trunk groups holds, as the deployment file writes it. */
interface StoredPolicies {
  readonly number_policy: {
    readonly sent: StoredRules;
    readonly received: StoredRules;
    readonly untouched: readonly string[];
  };
  readonly failover_codes: readonly number[];
}

interface StoredCarrierPolicies extends StoredPolicies {
  readonly caller_id: {
    readonly present: CallerIdPolicy['present'];
    readonly own_numbers_only: boolean;
  };
}

/** How a peer's numbers are written, and which of its responses send a call on. */
export function numbering(row: Pick<CarrierRow | TrunkGroupRow, 'number_format' | 'policies'>) {
  const { number_policy, failover_codes } = JSON.parse(row.policies) as StoredPolicies;
  const numberFormat = row.number_format as NumberFormat;
  return {
    numberFormat,
    numberPolicy: isPlain(number_policy) ? null : numberPolicy(number_policy, numberFormat),
    failoverCodes: failover_codes,
  };
}

export function callerId(row: Pick<CarrierRow, 'policies'>): CallerIdPolicy {
  const { caller_id } = JSON.parse(row.policies) as StoredCarrierPolicies;
  return { present: caller_id.present, ownNumbersOnly: caller_id.own_numbers_only };
}

const numberPolicy = (
  { sent, received, untouched }: StoredPolicies['number_policy'],
  numberFormat: NumberFormat,
): NumberPolicy => ({
  sent: rules(sent, sent.format ?? numberFormat),
  received: rules(received, received.format),
  untouched,
});

const rules = <Format>({ called, calling }: StoredRules, format: Format): NumberRules<Format> => ({
  format,
  called,
  calling,
});

/** Whether the number format says all. */
const isPlain = ({ sent, received, untouched }: StoredPolicies['number_policy']): boolean =>
  untouched.length === 0 &&
  [sent, received].every(
    ({ format, called, calling }) => format === null && called.length + calling.length === 0,
  );
