import type { PromptName } from './promptCatalogue';
import type { ToneName } from './toneCatalogue';

/** A stretch of sound. */
export type ProgramPart =
  | { readonly prompt: PromptName }
  /**
   * A tone as it sounds in `country` (ISO 3166, two letters; left out: North America), for `ms`; without `ms` a tone that
   * ends by itself sounds once, any other until it is stopped.
   */
  | { readonly tone: ToneName; readonly country?: string; readonly ms?: number }
  | { readonly silenceMs: number };

/** What is to be heard, one part after the other. */
export type Program = readonly ProgramPart[];
