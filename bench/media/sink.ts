import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface SinkFigures {
  readonly received: number;
  /** Between two packets of one session, since the figures were read last. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Sink {
  /** The offer of every session: one port hears them all, and answers each where it came from. */
  readonly offer: string;
  figures(): Promise<SinkFigures>;
  stop(): void;
}

/** The far ends of all sessions, as a process of its own, so that its CPU is not counted with the endpoint's. */
export async function startSink(): Promise<Sink> {
  const child = fork(path.join(__dirname, 'sinkProcess.js'));
  const [port] = (await once(child, 'message')) as [number];
  return {
    offer: `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`,
    figures: async () => {
      const answer = once(child, 'message') as Promise<[SinkFigures]>;
      child.send('figures');
      return (await answer)[0];
    },
    stop: () => {
      child.kill();
    },
  };
}
