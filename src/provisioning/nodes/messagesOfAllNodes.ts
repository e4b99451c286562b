import type { CallMessages } from '../../model/callMessages';
import { Problem } from '../http/problem';
import type { NodeQuestionnaire } from './nodeQuestions';

/** The messages of a call, of the node that had it. */
export const messagesOfAllNodes = (own: CallMessages, others: NodeQuestionnaire): CallMessages => ({
  read: async (callId) => {
    const kept = await own.read(callId);
    if (kept !== null) return kept;
    const { answers, silent } = await others.ask('readMessages', callId, (answer) => answer !== null);
    const found = answers.find((answer) => answer !== null) ?? null;
    if (found === null && silent > 0) {
      throw new Problem(503, 'node_silent', 'a node that may have had the call does not answer; try again');
    }
    return found;
  },
});
