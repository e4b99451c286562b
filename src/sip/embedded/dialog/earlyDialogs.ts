import type { SipMessage } from '../../message/sipMessage';
import { EarlyDialog, type InvitingLeg } from './earlyDialog';
import { responseNumberOf } from './reliableReceiver';

/** The early dialogs of an INVITE of ours, by the far end's tag; there are few. */
export class EarlyDialogs {
  private readonly dialogs: EarlyDialog[] = [];

  constructor(private readonly inviting: InvitingLeg) {}

  /** Hears a provisional response; false: it is not for call control, since it came before or is out of order. */
  hears(response: SipMessage): boolean {
    const number = responseNumberOf(response);
    return number === null || this.of(response).acknowledges(response, number);
  }

  /** The dialog of a response, made by it unless an earlier one did. */
  of(response: SipMessage): EarlyDialog {
    const known = this.withTag(response.toTag);
    if (known !== null) return known;
    const dialog = new EarlyDialog(this.inviting, response);
    this.dialogs.push(dialog);
    return dialog;
  }

  withTag(tag: string): EarlyDialog | null {
    return this.dialogs.find(({ remoteTag }) => remoteTag === tag) ?? null;
  }

  /** None of them stands by itself any more. */
  over(): void {
    for (const dialog of this.dialogs) dialog.over();
  }
}
