/** Why a media session could not be opened or changed. */
export type RefusalReason =
  /** The text is no session description. */
  | 'malformed_sdp'
  /** It has no audio that is switched on. */
  | 'no_audio'
  /** Audio, but neither PCMU nor PCMA. */
  | 'no_common_codec'
  /** Audio, but only over a profile with encryption. */
  | 'encrypted_media'
  /** Nowhere that media could be sent: a name, a group address, or a family we do not listen on. */
  | 'unusable_address'
  /** Every pair of ports is in use. */
  | 'no_free_port'
  /** The media thread is being started again. */
  | 'unavailable';

const ours: readonly RefusalReason[] = ['no_free_port', 'unavailable'];

/** A session that is not opened, or a change that is not made; the session stays as it was then. */
export class MediaRefusal {
  constructor(
    readonly reason: RefusalReason,
    /** One line for the log: what was wrong, and where. */
    readonly message: string,
  ) {}

  /** `offer`: the far end asked for what we cannot do (488). `service`: we are short of something (503). */
  get fault(): 'offer' | 'service' {
    return ours.includes(this.reason) ? 'service' : 'offer';
  }
}
