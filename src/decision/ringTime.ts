/** How long a phone may ring where nothing else is set (design.md section 4, Failures). */
export const ringTimeoutMs = 180_000;
