/** Ids are the client's own: they come back in what answers its message. */
export type MessageId = string | number;

export const topicNames = ['trunk-groups', 'calls', 'users', 'alarms'] as const;
export type TopicName = (typeof topicNames)[number];

/** What a client may say (design.md section 5). */
export type ClientMessage =
  | { readonly type: 'authenticate'; readonly key: string }
  | {
      readonly type: 'subscribe';
      readonly id: MessageId;
      readonly topic: TopicName;
      readonly since: number | null;
    }
  | { readonly type: 'unsubscribe'; readonly id: MessageId };

/** Stable codes of `error` messages. */
export type LiveErrorCode =
  | 'malformed'
  | 'unknown_type'
  | 'invalid'
  | 'unknown_topic'
  | 'unauthenticated'
  | 'already_authenticated'
  | 'already_subscribed'
  | 'not_subscribed'
  | 'slow_consumer'
  | 'unavailable'
  | 'rate_limited'
  | 'too_many_connections';

export interface LiveError {
  readonly id: MessageId | null;
  readonly code: LiveErrorCode;
  /** For a person to read. */
  readonly message: string;
}

const longestId = 64;
const longestKey = 512;

/** Reads one text message; unknown keys are mistakes, not ignored. */
export function readClientMessage(text: string): ClientMessage | LiveError {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { id: null, code: 'malformed', message: 'expected a JSON object' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, code: 'malformed', message: 'expected a JSON object' };
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const id = isId(fields.id) ? fields.id : null;
  const invalid = (message: string): LiveError => ({ id, code: 'invalid', message });
  const unknown = (...known: readonly string[]): LiveError | null => {
    const name = Object.keys(fields).find((key) => key !== 'type' && !known.includes(key));
    return name === undefined ? null : invalid(`${JSON.stringify(name)} is not expected here`);
  };
  switch (fields.type) {
    case 'authenticate': {
      const { key } = fields;
      if (typeof key !== 'string' || key === '' || key.length > longestKey) {
        return invalid('key: expected an API key');
      }
      return unknown('key') ?? { type: 'authenticate', key };
    }
    case 'subscribe': {
      if (id === null) return invalid('id: expected a whole number or a string of 1 to 64 characters');
      const topic = topicNames.find((name) => name === fields.topic);
      if (topic === undefined) {
        return { id, code: 'unknown_topic', message: `topic: expected ${topicNames.join(', ')}` };
      }
      const { since } = fields;
      if (since !== undefined && since !== null && !isSequence(since)) {
        return invalid('since: expected the sequence of a snapshot or change');
      }
      return unknown('id', 'topic', 'since') ?? { type: 'subscribe', id, topic, since: since ?? null };
    }
    case 'unsubscribe':
      if (id === null) return invalid('id: expected the id of a subscription');
      return unknown('id') ?? { type: 'unsubscribe', id };
    default:
      return {
        id,
        code: 'unknown_type',
        message: 'type: expected authenticate, subscribe or unsubscribe',
      };
  }
}

const isSequence = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isId = (value: unknown): value is MessageId =>
  Number.isSafeInteger(value) || (typeof value === 'string' && value !== '' && value.length <= longestId);
