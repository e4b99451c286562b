import type { Random } from '../../model/ports';
import type { TimerWheel } from '../../model/timerWheel';
import type { DrachtioLeg } from './drachtioLeg';
import type { SrfClient, SrfOutgoingRequest, SrfRequest } from './srf';

/** 64*T1 (RFC 3261 section 17.1.1.2). */
export const patienceMs = 32_000;

/** The server that a leg lives on, as its legs see it. */
export interface LegHome {
  readonly wheel: TimerWheel;
  /** Address of the server's first SIP listener. */
  readonly address: string;
  readonly legs: Set<DrachtioLeg>;
  /** By the server's id of the dialog. */
  readonly dialogs: Map<string, DrachtioLeg>;
  readonly random: Random;
  newSessionId(): number;
  /** User part of a leg's Contact, like no other's. */
  newContactUser(): string;
  /** `sent` is called once, never from within this call. */
  send(request: SrfOutgoingRequest, sent: (error: SendError | null, request: SrfRequest) => void): void;
}

export type SendError = NonNullable<Parameters<Parameters<SrfClient['app']['request']>[1]>[0]>;
