import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { AudioLibrary } from '../audio/audioLibrary';
import type { FromMedia, MediaStart, ToMedia } from '../messages';
import { MediaEngine } from './mediaEngine';

const figuresMs = 1_000;

/** Entry of the media thread. It ends by itself when told to, and by an error when it cannot start. */
async function main(port: MessagePort, start: MediaStart): Promise<void> {
  const say = (message: FromMedia): void => {
    port.postMessage(message);
  };
  const library = AudioLibrary.load(start.promptFolder, (file, reason) => {
    say({ type: 'note', message: 'a prompt cannot be played; our own is used', details: { file, reason } });
  });
  const engine = new MediaEngine(start, library, say);
  await engine.start();
  const figures = setInterval(() => {
    say({ type: 'figures', figures: engine.figures });
  }, figuresMs);
  port.on('message', (message: ToMedia) => {
    if (message.type !== 'end') {
      engine.heard(message);
      return;
    }
    clearInterval(figures);
    void engine.close().finally(() => {
      port.close();
    });
  });
  say({ type: 'ready' });
}

if (parentPort !== null) {
  // Unhandled, it ends the thread, and whoever started it learns why.
  void main(parentPort, workerData as MediaStart);
}
