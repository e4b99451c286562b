/** A phone made of sip.js, a program of its own: it is told what to do, and tells what happens, as messages. */
import type * as SipJs from 'sip.js';
import { WebSocket } from 'ws';

export type PhoneCommand =
  | { readonly do: 'connect'; readonly server: string; readonly user: string }
  | { readonly do: 'call'; readonly number: string }
  | { readonly do: 'answer' | 'reject' | 'hold' | 'resume' | 'hang_up' | 'cancel' | 'disconnect' }
  | { readonly do: 'info'; readonly body: string }
  /** Transfers its first call: to a number, or to whom it talks to in its last one. */
  | { readonly do: 'refer'; readonly number: string }
  | { readonly do: 'refer_to_last' };

export interface PhoneEvent {
  /** Such as `connected`, `incoming`, `Established`, `offer`, `answer`, `done hold`, `refused hold`, `failed`. */
  readonly is: string;
  /** A session description, or what went wrong. */
  readonly text: string;
}

const tell = (is: string, text = ''): void => {
  process.send?.({ is, text } satisfies PhoneEvent);
};

/** Stands in for WebRTC, which Node has not: descriptions of media that nobody sends. */
class DescriptionsOnly implements SipJs.SessionDescriptionHandler {
  #version = 0;
  /** What the far end offered and has no answer to. */
  #offered: string | null = null;
  #isOffering = false;

  getDescription(options?: object): Promise<{ readonly body: string; readonly contentType: string }> {
    this.#version += 1;
    this.#isOffering = this.#offered === null;
    const isHold = options !== undefined && Reflect.get(options, 'hold') === true;
    const offered = /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(this.#offered ?? '')?.[1];
    this.#offered = null;
    const mirrored = offered === 'sendonly' ? 'recvonly' : offered === 'recvonly' ? 'sendonly' : offered;
    const direction = mirrored ?? (isHold ? 'sendonly' : 'sendrecv');
    const body =
      `v=0\r\no=- 4611 ${this.#version} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n` +
      `m=audio 40000 UDP/TLS/RTP/SAVPF 0\r\na=${direction}\r\n`;
    return Promise.resolve({ body, contentType: 'application/sdp' });
  }

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  setDescription(sdp: string): Promise<void> {
    if (!this.#isOffering) this.#offered = sdp;
    this.#isOffering = false;
    tell('description', sdp);
    return Promise.resolve();
  }

  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    // There is nothing to close.
  }
}

async function main(): Promise<void> {
  Object.assign(globalThis, { WebSocket });
  const { Inviter, Invitation, URI, UserAgent } = await import('sip.js');
  let agent: SipJs.UserAgent | null = null;
  /** Its calls, in the order they began. */
  const sessions: (SipJs.Inviter | SipJs.Invitation)[] = [];

  const watch = (one: SipJs.Inviter | SipJs.Invitation): void => {
    sessions.push(one);
    one.delegate = {
      onInvite: () => {
        tell('reinvited');
      },
      onInfo: (info) => {
        tell('info', info.request.body);
        void info.accept();
      },
    };
    one.stateChange.addListener((state) => {
      tell(state);
    });
  };
  const current = (): SipJs.Inviter | SipJs.Invitation => {
    const last = sessions.at(-1);
    if (last === undefined) throw new Error('there is no call');
    return last;
  };
  const refer = async (to: SipJs.URI | SipJs.Session): Promise<void> => {
    const [first] = sessions;
    if (first === undefined) throw new Error('there is no call');
    await first.refer(to, {
      onNotify: (notification) => {
        tell('notified', notification.request.body);
        void notification.accept();
      },
      requestDelegate: {
        onReject: ({ message }) => {
          tell('refused refer', String(message.statusCode));
        },
      },
    });
  };
  const reinvite = async (name: string, hold: boolean): Promise<void> => {
    await current().invite({
      sessionDescriptionHandlerOptions: { hold } as SipJs.SessionDescriptionHandlerOptions,
      requestDelegate: {
        onAccept: () => {
          tell(`done ${name}`);
        },
        onReject: ({ message }) => {
          tell(`refused ${name}`, String(message.statusCode));
        },
      },
    });
  };

  const obey = async (command: PhoneCommand): Promise<void> => {
    switch (command.do) {
      case 'connect': {
        agent = new UserAgent({
          uri: new URI('sip', command.user, 'phone.invalid'),
          contactName: command.user,
          transportOptions: { server: command.server },
          sessionDescriptionHandlerFactory: () => new DescriptionsOnly(),
          logLevel: 'error',
          delegate: {
            onInvite: (invitation) => {
              watch(invitation);
              tell('incoming', invitation.request.from.uri.user ?? '');
            },
            onDisconnect: () => {
              tell('disconnected');
            },
          },
        });
        await agent.start();
        tell('connected');
        return;
      }
      case 'call': {
        if (agent === null) throw new Error('it is not connected');
        const inviter = new Inviter(agent, new URI('sip', command.number, 'trunkline.invalid'));
        watch(inviter);
        await inviter.invite({
          requestDelegate: {
            onProgress: ({ message }) => {
              tell(`progress ${String(message.statusCode)}`);
            },
            onReject: ({ message }) => {
              tell(`rejected ${String(message.statusCode)}`);
            },
          },
        });
        return;
      }
      case 'answer': {
        const incoming = current();
        if (incoming instanceof Invitation) await incoming.accept();
        return;
      }
      case 'reject': {
        const incoming = current();
        if (incoming instanceof Invitation) await incoming.reject({ statusCode: 486 });
        return;
      }
      case 'cancel': {
        const outgoing = current();
        if (outgoing instanceof Inviter) await outgoing.cancel();
        return;
      }
      case 'hold':
        return reinvite('hold', true);
      case 'resume':
        return reinvite('resume', false);
      case 'info':
        await current().info({
          requestOptions: {
            body: {
              contentDisposition: 'render',
              contentType: 'application/dtmf-relay',
              content: command.body,
            },
          },
          requestDelegate: {
            onAccept: () => {
              tell('done info');
            },
          },
        });
        return;
      case 'refer':
        return refer(new URI('sip', command.number, 'trunkline.invalid'));
      case 'refer_to_last':
        return refer(current());
      case 'hang_up':
        await current().bye();
        return;
      case 'disconnect':
        process.exit(0);
    }
  };
  process.on('message', (command: PhoneCommand) => {
    obey(command).catch((error: unknown) => {
      tell('failed', `${command.do}: ${error instanceof Error ? error.message : String(error)}`);
    });
  });
  tell('ready');
}

void main();
