import type { z } from 'zod';
import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';
import type { Database } from '../../../db/schema';
import type { ApiContext } from '../apiContext';
import type { Edit } from '../changes/configurationWriter';
import { refusal } from '../changes/refusal';
import { MistakeList } from '../deployments/mistake';
import { checkIfMatch, etagOf } from './etag';
import { bodyOf } from './jsonBody';
import type { ApiRoutes } from './operations';
import { Problem } from './problem';
import { acceptParameters, pathParameter } from './resource';
import { withWarnings, type Warn } from './warnings';

/** A part of something that is read and changed on its own. */
export interface PartResource {
  /** With the id of what it belongs to, such as `/groups/:id/dial-restrictions`. */
  readonly path: string;
  readonly tag: string;
  /** Of the operations and schemas, such as `DialRestrictions`. */
  readonly name: string;
  /** What it is called, such as `the dial restrictions of a group`. */
  readonly what: string;
  readonly answer: z.ZodType;
  /** Of the whole part; a merge patch of it is what is sent. */
  readonly body: z.ZodType;
  readonly read: (db: Database, id: string) => Promise<object>;
  readonly plan: (
    edit: Edit,
    id: string,
    patch: Readonly<Record<string, unknown>>,
  ) => Promise<DeploymentChanges>;
  /** What of the part just changed will hardly do what was meant. */
  readonly warn?: Warn;
}

/** Reading and changing a part: GET and PATCH with entity tags, as everywhere. */
export function partResource(
  routes: ApiRoutes,
  { database, writer }: Pick<ApiContext, 'database' | 'writer'>,
  part: PartResource,
): void {
  const { name, tag, what } = part;
  const answer = { name, schema: part.answer };
  routes.add(part.path, {
    get: {
      about: { id: `read${name}`, tag, summary: `Read ${what}`, answer, problems: [404] },
      handle: async (request) => {
        acceptParameters(request);
        return await part.read(database, pathParameter(request, 'id'));
      },
    },
    patch: {
      about: {
        id: `update${name}`,
        tag,
        summary: `Change ${what}`,
        description: 'A merge patch (RFC 7396): what is left out stays, null returns to the default.',
        body: { name: `${name}Update`, schema: part.body },
        answer,
        problems: [404, 409, 412, 415, 422],
      },
      handle: async (request, response) => {
        acceptParameters(request);
        const patch = bodyOf(request, 'patch');
        const id = pathParameter(request, 'id');
        const { after, answer } = await writer.run(async (edit) => {
          checkIfMatch(request, etagOf(await part.read(edit.db, id)));
          await edit.write(await part.plan(edit, id, patch));
          const changed = await part.read(edit.db, id);
          return { after: changed, answer: await withWarnings(changed, part.warn, edit.db, id) };
        });
        response.set('ETag', etagOf(after));
        return answer;
      },
    },
  });
}

/**
 * Does what changes the whole, for who has sent a part of it: mistakes are named by where they stand in what was sent.
 * @param path of a mistake in the whole; null: it stands elsewhere
 */
export async function asPart<Result>(
  work: () => Promise<Result>,
  path: (whole: string) => string | null,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = error.errors.map((detail) => ({ ...detail, path: path(detail.path) ?? detail.path }));
    throw new Problem(error.status, error.code, error.message, errors, error.headers);
  }
}

/**
 * Holds a patch of a part to the keys of the part: what it belongs to takes more.
 * @throws Problem 422
 */
export function acceptKeys(patch: Readonly<Record<string, unknown>>, shape: object): void {
  const mistakes = new MistakeList();
  const accepted = Object.keys(shape).join(', ');
  for (const key of Object.keys(patch)) {
    if (!Object.hasOwn(shape, key))
      mistakes.add([key], 'unknown_key', `there is no such key here; accepted: ${accepted}`);
  }
  if (mistakes.items.length > 0) throw refusal(mistakes);
}
