import { setPriority } from 'node:os';

/** What Linux shares among threads of this niceness is about a tenth of an ordinary one's part. */
const niceness = 10;

/**
 * Lets the calling thread stand back where processors are short, so that long work beside the calls does not delay them.
 * Linux counts niceness by thread; elsewhere it is the whole process's, and is left alone.
 */
export function standBack(): void {
  if (process.platform === 'linux') setPriority(niceness);
}
