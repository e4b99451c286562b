import { nameKey } from '../../../../db/nameKey';
import { canonicalJson } from '../canonicalJson';
import type { Deployment } from '../schema/deployment';
import type { PlanContext } from './planContext';
import { reachabilityOf } from './reachability';

/** Carriers, matched by name. Answers where the name of one leads, be it in the file or not. */
export function planCarriers(
  { diffs, current, newId }: PlanContext,
  carriers: Deployment['carriers'],
): (name: string) => string | undefined {
  const ids = new Map<string, string>();
  for (const carrier of carriers) {
    const before = current.carriers.get(nameKey(carrier.name));
    const id = before?.id ?? newId();
    ids.set(nameKey(carrier.name), id);
    diffs.carriers.put(before, {
      id,
      name: carrier.name,
      name_key: nameKey(carrier.name),
      number_format: carrier.number_format,
      policies: canonicalJson({
        number_policy: carrier.number_policy,
        failover_codes: carrier.failover_codes,
        caller_id: carrier.caller_id,
      }),
      trusted: carrier.trusted ? 1 : 0,
      reachability: canonicalJson(reachabilityOf(carrier)),
      gateways: carrier.gateways,
      accept_from: carrier.accept_from,
    });
  }
  return (name) => ids.get(nameKey(name)) ?? current.carriers.get(nameKey(name))?.id;
}
