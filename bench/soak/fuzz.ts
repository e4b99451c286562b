import fc from 'fast-check';
import { sipFuzz } from '../../test/support/sipFuzz';

const runsAtATime = 50;
/** Longer talks with one stack than in the tests: its start and end cost more than the messages. */
const scale = 20;
const tellMs = 30_000;

/** Feeds the SIP stack so many mutilated messages. @throws Error that names the seed of what it could not take */
export async function runFuzz(messages: number, say: (line: string) => void): Promise<void> {
  let fed = 0;
  const properties = Object.values(sipFuzz(() => (fed += 1), scale));
  const began = performance.now();
  let toldAt = began;
  while (fed < messages) {
    for (const property of properties) {
      await fc.assert(property as fc.IAsyncProperty<unknown>, { numRuns: runsAtATime });
    }
    if (performance.now() - toldAt < tellMs) continue;
    toldAt = performance.now();
    say(`fuzz: ${fed} of ${messages} messages`);
  }
  const seconds = (performance.now() - began) / 1000;
  say(`fuzz: ${fed} mutilated SIP messages in ${seconds.toFixed(0)} s: nothing thrown, nothing kept`);
}
