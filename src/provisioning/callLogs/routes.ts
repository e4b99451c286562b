import type { Request, Response } from 'express';
import {
  callLogList,
  readCallLog,
  readCallLogs,
  readCallLogRows,
  withinUserLog,
} from '../../../db/lists/callLogs';
import { userList } from '../../../db/lists/definitions';
import { readListItem } from '../../../db/lists/list';
import type { ListDefinition, ListQuery } from '../../../db/lists/listDefinition';
import type { Database } from '../../../db/schema';
import type { ApiContext } from '../apiContext';
import { listParameters } from '../http/listParameters';
import { cursorText, readListRequest } from '../http/listRequest';
import type { ApiRoutes } from '../http/operations';
import { notFound } from '../http/problem';
import { acceptParameters, parametersOf, pathParameter } from '../http/resource';
import { sendCsv } from '../http/sendCsv';
import { presentCallLog } from './presenter';
import { callLogItem, callLogPage } from './schema';

/** Whose log it is stands in the path. */
const { user: _user, ...fieldsOfOneUser } = callLogList.fields;
const userCallLogList: ListDefinition = { ...callLogList, fields: fieldsOfOneUser };

const tag = 'call-logs';

/** Calls that are over: all of them, one, and a user's own. */
export function callLogRoutes(routes: ApiRoutes, { database, lists }: ApiContext): void {
  routes.add('/call-logs', {
    get: {
      about: {
        ...{ id: 'listCallLogs', tag, summary: 'List calls that are over, newest first', csv: true },
        query: listParameters(callLogList),
        answer: { name: 'CallLogList', schema: callLogPage },
      },
      handle: (request, response) =>
        answerList(lists, request, response, callLogList, (query) => Promise.resolve(query)),
    },
  });
  routes.add('/call-logs/:id', {
    get: {
      about: {
        ...{ id: 'readCallLog', tag, summary: 'Read the record of a call that is over', problems: [404] },
        answer: { name: 'CallLog', schema: callLogItem },
      },
      handle: async (request) => {
        acceptParameters(request);
        const row = await readCallLog(database, pathParameter(request, 'id'));
        if (row === null) throw notFound('call log');
        return presentCallLog(row);
      },
    },
  });
  routes.add('/users/:id/call-logs', {
    get: {
      about: {
        ...{ id: 'listUserCallLogs', tag, summary: "List a user's newest 1,000 calls", csv: true },
        query: listParameters(userCallLogList),
        answer: { name: 'CallLogList', schema: callLogPage },
        problems: [404],
      },
      handle: async (request, response) => {
        const id = pathParameter(request, 'id');
        if ((await readListItem(database, userList, id)) === null) throw notFound('user');
        return answerList(lists, request, response, userCallLogList, (query) =>
          withinUserLog(lists, id, query),
        );
      },
    },
  });
}

async function answerList(
  database: Database,
  request: Request,
  response: Response,
  definition: ListDefinition,
  within: (query: ListQuery) => Promise<ListQuery>,
): Promise<object | null> {
  const parameters = parametersOf(request);
  const asked = readListRequest(parameters, definition);
  const query = await within(asked);
  response.vary('Accept');
  if (request.accepts(['application/json', 'text/csv']) === 'text/csv') {
    const whole = !['limit', 'page', 'cursor'].some((name) => parameters.has(name));
    const read = async (page: ListQuery) => {
      const { rows, next } = await readCallLogRows(database, page);
      return { items: rows.map(presentCallLog), next };
    };
    await sendCsv(response, { name: tag, item: callLogItem, read }, query, whole);
    return null;
  }
  const page = await readCallLogs(database, query);
  return {
    items: page.rows.map(presentCallLog),
    total: page.total,
    ...(page.isEstimated ? { total_estimated: true } : {}),
    next: cursorText(asked, page.next),
  };
}
