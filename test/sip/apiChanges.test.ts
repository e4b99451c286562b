import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { ada, boston, stranger, trunkGroups, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause } from '../support/scenario';

/** How soon a change is in force after its answer, at most (design.md section 2). */
const inForceMs = 300;

describeWith('sipp', 'what is changed over the API is in force for the next call', () => {
  const lab = useLab();
  afterEach(() => lab().apply());

  const calling = [caller.invite(), caller.answered(), caller.acknowledge(), pause(50), caller.hangUp()];
  const called = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];

  async function change(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await lab().service.request(
      method,
      `/api/v1${path}`,
      body === undefined ? undefined : JSON.stringify(body),
    );
    expect([method, path, answer.status < 300 ? 'done' : answer]).toEqual([method, path, 'done']);
    await sleep(inForceMs);
    return answer.body as Record<string, unknown>;
  }

  /** A call to Ada's number that is refused with this status. */
  async function refusedWith(status: number): Promise<void> {
    const steps = [caller.invite(), caller.refused(status)];
    const result = await lab().caller('carrier', stranger, ada.number, steps).result();
    expect(result).toMatchObject({ successful: 1, failed: 0 });
  }

  test('a limit closes a trunk group and opens it again', async () => {
    await change('PATCH', `/trunk-groups/${trunkGroups.newYork}`, { max_incoming_calls: 0 });
    await refusedWith(503);
    await change('PATCH', `/trunk-groups/${trunkGroups.newYork}`, { max_incoming_calls: null });
    expectSuccess(await lab().callIn(calling, called));
  });

  test('a number that passes to a user elsewhere rings there; one that nobody has, nowhere', async () => {
    expectSuccess(await lab().callIn(calling, called));
    const list = (await lab().service.get(`/api/v1/users?number=${encodeURIComponent(ada.number)}`)) as {
      items: { id: string; enterprise: { id: string } }[];
    };
    const [owner] = list.items;
    await change('PATCH', `/users/${owner?.id ?? ''}`, { number: null });
    await refusedWith(404);
    const cy = await change('POST', '/users', {
      enterprise: owner?.enterprise,
      group: boston,
      first_name: 'Cy',
      last_name: 'Dorn',
      extension: '1077',
      number: ada.number,
    });
    expectSuccess(await lab().callIn(calling, called, { to: 'boston' }));
    await change('DELETE', `/users/${String(cy.id)}`);
    await refusedWith(404);
  });
});
