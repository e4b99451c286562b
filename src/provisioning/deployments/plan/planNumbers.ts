import { numbersOf, readRange } from '../numbers';
import type { EnterprisePlan } from './enterprisePlan';
import type { PlanContext } from './planContext';

/** The number inventory of an enterprise, each range spelt out. */
export function planNumbers({ current, diffs }: PlanContext, enterprise: EnterprisePlan): void {
  for (const text of enterprise.document.numbers) {
    const range = readRange(text, enterprise.plan);
    if ('wrong' in range) continue;
    for (const number of numbersOf(range)) {
      diffs.numbers.put(current.numbers.get(number), { number, enterprise_id: enterprise.id });
    }
  }
}
