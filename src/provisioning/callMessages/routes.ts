import type { Request, Response } from 'express';
import { readCallLog } from '../../../db/lists/callLogs';
import type { CallMessages } from '../../model/callMessages';
import type { ApiContext } from '../apiContext';
import type { About, ApiRoutes } from '../http/operations';
import { notFound, Problem } from '../http/problem';
import { acceptParameters, pathParameter } from '../http/resource';
import { pcapOf, pcapType } from './pcap';
import { presentMessages } from './presenter';
import { callMessageList } from './schema';

/** The SIP messages of a call, in progress or over, on whichever node it was (feature D8). */
export function callMessageRoutes(routes: ApiRoutes, { database, calls, messages }: ApiContext): void {
  routes.add('/call-logs/:id/messages', {
    get: {
      about: about('readCallLogMessages', 'call-logs', 'Read the SIP messages of a call that is over'),
      handle: async (request, response) => {
        acceptParameters(request);
        const row = await readCallLog(database, pathParameter(request, 'id'));
        if (row === null) throw notFound('call log');
        return answer(request, response, messages, row.call_id);
      },
    },
  });
  routes.add('/calls/:id/messages', {
    get: {
      about: about('readCallMessages', 'calls', 'Read the SIP messages of a call in progress'),
      handle: async (request, response) => {
        acceptParameters(request);
        const id = pathParameter(request, 'id');
        if ((await calls.read(id)) === null) throw notFound('call');
        return answer(request, response, messages, id);
      },
    },
  });
}

const about = (id: string, tag: string, summary: string): About => ({
  id,
  tag,
  summary,
  description:
    'As they went over the wire, in order, without credentials, keys and keyed digits. Each node keeps those of its calls as long as there is room (`TRUNKLINE_TRACE_MB`); afterwards the answer is 404 `messages_expired`. As a capture file with `Accept: application/vnd.tcpdump.pcap`.',
  answer: { name: 'CallMessageList', schema: callMessageList },
  alsoAs: [pcapType],
  problems: [404, 503],
});

async function answer(
  request: Request,
  response: Response,
  messages: CallMessages,
  callId: string,
): Promise<object | null> {
  response.vary('Accept');
  const kept = await messages.read(callId);
  if (kept === null) {
    const detail = 'the messages of this call are not kept any more; TRUNKLINE_TRACE_MB says how many are';
    throw new Problem(404, 'messages_expired', detail);
  }
  if (request.accepts(['application/json', pcapType]) !== pcapType) return presentMessages(kept);
  response.set('Content-Disposition', `attachment; filename="${callId}.pcap"`);
  response.type(pcapType).send(pcapOf(kept.messages));
  return null;
}
