import type { PortChannel } from '../events/portChannel';
import type { SignallingMessages, WorkerMessages } from '../events/workerProtocol';
import type { Explain } from '../model/callExplanation';
import type { CallMessages } from '../model/callMessages';
import type { LiveCalls } from '../model/liveCall';

/** What the signalling thread of this node answers for. */
export interface SignallingPorts {
  readonly calls: LiveCalls;
  readonly messages: CallMessages;
  readonly explain: Explain;
}

export const signallingPorts = (
  channel: PortChannel<WorkerMessages, SignallingMessages>,
): SignallingPorts => ({
  calls: {
    list: (query) => channel.request('listCalls', query),
    read: (id) => channel.request('readCall', id),
    end: (id, by) => channel.request('endCall', { id, by }),
  },
  messages: { read: (callId) => channel.request('readMessages', callId) },
  explain: { explain: (question) => channel.request('explainCall', question) },
});
