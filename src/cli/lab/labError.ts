/** Why a lab cannot be run; the message is for the user and needs no stack. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
