import { numberList, type NumberItem } from '../../../db/lists/definitions';
import type { ApiContext } from '../apiContext';
import { once } from '../http/idempotency';
import { bodyOf } from '../http/jsonBody';
import { listResource } from '../http/listResource';
import { named } from '../http/named';
import type { ApiRoutes } from '../http/operations';
import { acceptParameters } from '../http/resource';
import { addNumberRanges, createNumber, removeNumber } from './edit';
import { numberItem, numberRangesAnswer, numberRangesBody } from './schema';

/** The inventory; a number is its own id. */
export function numberRoutes(routes: ApiRoutes, context: ApiContext): void {
  listResource<NumberItem>(routes, context, {
    path: '/numbers',
    what: 'number',
    definition: numberList,
    item: numberItem,
    present: (rows) =>
      Promise.resolve(
        rows.map((row) => ({
          id: row.number,
          number: row.number,
          enterprise: named(row.enterprise_id, row.enterprise_name),
          user: named(row.user_id, row.user_name),
          created_at: row.created_at,
        })),
      ),
    create: createNumber,
    remove: removeNumber,
  });
  routes.add('/number-ranges', {
    post: {
      about: {
        id: 'addNumberRanges',
        tag: 'numbers',
        summary: 'Add numbers and ranges of numbers to an inventory',
        body: { name: 'NumberRanges', schema: numberRangesBody },
        answer: { name: 'NumberRangesResult', schema: numberRangesAnswer },
        idempotent: true,
        problems: [409, 415, 422],
      },
      handle: async (request, response) => {
        acceptParameters(request);
        const body = bodyOf(request, 'post');
        const answer = await context.writer.run((edit) =>
          once(edit, request, body, async () => {
            const { changes, ...counts } = await addNumberRanges(edit, body);
            await edit.write(changes);
            return { status: 200, headers: {}, body: JSON.stringify(counts) };
          }),
        );
        response.status(answer.status).set(answer.headers).type('json').send(answer.body);
        return null;
      },
    },
  });
}
