/** The form names are compared by: without regard to case, and to how accents are composed. */
export const nameKey = (name: string): string => name.normalize('NFC').toLowerCase();
