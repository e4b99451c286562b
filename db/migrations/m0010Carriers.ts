import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

/** The tables as they are here, whatever becomes of them later. */
interface Tables {
  trunk_groups: { id: string; policies: string | null };
  carriers: { id: string; policies: string | null };
  outbound_routes: { id: string; stop: number | null };
}

const numberPolicy = {
  received: { called: [], calling: [], format: null },
  sent: { called: [], calling: [], format: null },
  untouched: [],
};
const failoverCodes = [408, 480, 500, 502, 503, 504];

/** Number and caller-ID policies, failover codes, weights on routes, and routes that stop or block (feature A8). */
export const m0010Carriers: Migration = {
  async up(untyped: Kysely<unknown>): Promise<void> {
    const db = untyped as Kysely<Tables>;
    const { schema } = db;
    const { document, flag, integer, text } = columnTypes;
    await schema.alterTable('carriers').addColumn('policies', document).execute();
    await schema.alterTable('trunk_groups').addColumn('policies', document).execute();
    await schema.alterTable('trunk_groups').addColumn('calling_line_id', text(41)).execute();
    await schema.alterTable('outbound_routes').addColumn('stop', flag).execute();
    await schema.alterTable('outbound_routes').addColumn('block', integer).execute();
    await schema.alterTable('outbound_route_carriers').addColumn('weight', integer).execute();

    const policies = {
      caller_id: { own_numbers_only: false, present: 'user' },
      failover_codes: failoverCodes,
      number_policy: numberPolicy,
    };
    await db
      .updateTable('carriers')
      .set({ policies: JSON.stringify(policies) })
      .execute();
    await db.updateTable('outbound_routes').set({ stop: 0 }).execute();
    await db
      .updateTable('trunk_groups')
      .set({ policies: JSON.stringify({ failover_codes: failoverCodes, number_policy: numberPolicy }) })
      .execute();
  },
};
