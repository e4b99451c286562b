import { MessageChannel } from 'node:worker_threads';
import { ThreadEventBus, type BusMessage } from '../../src/events/threadEventBus';
import { eventBusContract, type TestEvents } from './eventBus.contract';

// Two ends over a real message port: what crosses it is copied, as between threads.
eventBusContract('between threads', (onFault) => {
  const one = new ThreadEventBus<TestEvents>(onFault);
  const other = new ThreadEventBus<TestEvents>(onFault);
  let close = (): void => undefined;
  const join = (): Promise<void> => {
    const { port1, port2 } = new MessageChannel();
    close = () => {
      port1.close();
    };
    port1.on('message', (message: BusMessage) => {
      one.receive(message);
    });
    port2.on('message', (message: BusMessage) => {
      other.receive(message);
    });
    one.connect((message) => {
      port1.postMessage(message);
    });
    other.connect((message) => {
      port2.postMessage(message);
    });
    return Promise.resolve();
  };
  const cut = (): Promise<void> => {
    close();
    one.disconnect();
    other.disconnect();
    return Promise.resolve();
  };
  return join().then(() => ({ one, other, join, cut, close: cut }));
});
