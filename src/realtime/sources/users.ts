import type { EventBus } from '../../events/eventBus';
import type { ServiceEvents } from '../../events/serviceEvents';
import type { Item } from '../collection';
import type { TopicSource } from '../topic';
import { followProvisioning } from './provisioned';

const retryMs = 1_000;

/** Reads all users as clients see them; null: there are more than a topic holds. */
export type LoadUsers = () => Promise<readonly Item[] | null>;

/**
 * Users, read again after each change of what is provisioned: whoever made it and however it shows on a user, what is
 * pushed is what the API says. One reading at a time; changes during one are seen by the next.
 */
export const userSource = (
  bus: EventBus<ServiceEvents>,
  load: LoadUsers,
  onFault: (error: unknown) => void,
): TopicSource => ({
  open: (sink) => {
    let closed = false;
    let reading = false;
    let stale = false;
    let retry: NodeJS.Timeout | null = null;
    const readOnce = async (): Promise<void> => {
      try {
        const users = await load();
        if (users === null) sink.tooMany();
        else sink.replace(users);
      } catch (error) {
        onFault(error);
        sink.failed();
        retry ??= setTimeout(() => {
          retry = null;
          read();
        }, retryMs);
      }
    };
    const readWhileStale = async (): Promise<void> => {
      while (stale && !closed) {
        stale = false;
        await readOnce();
      }
      reading = false;
    };
    const read = (): void => {
      stale = true;
      if (reading) return;
      reading = true;
      void readWhileStale();
    };
    const stop = followProvisioning(bus, read, onFault);
    return () => {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      stop();
    };
  },
});
