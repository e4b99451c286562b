/** One thing wrong with what somebody sent. */
export interface Mistake {
  /** Where it stands, such as `enterprises[0].groups[1].trunk_group.max_incoming_calls`; empty: the whole. */
  readonly path: string;
  /** Stable word for programs. */
  readonly code: MistakeCode;
  readonly message: string;
}

/** Something that is in force as it was sent, and will hardly do what was meant. */
export interface Warning extends Omit<Mistake, 'code'> {
  readonly code: 'loop';
}

export type MistakeCode =
  /** The text is no YAML or JSON. */
  | 'malformed'
  | 'missing'
  | 'invalid'
  | 'unknown_key'
  | 'duplicate'
  /** A reference to something that is not there. */
  | 'not_found'
  /** Somebody else has it. */
  | 'conflict'
  /** The restrictions it is under forbid it. */
  | 'restricted'
  /** Something else needs it as it is. */
  | 'in_use';

export type Path = readonly PropertyKey[];

/** A path as a person reads it. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${String(part)}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(String(part)))
      text += `${text === '' ? '' : '.'}${String(part)}`;
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text;
}

/** The path inside what stands at `place`; null: it is not inside. */
export function pathInside(place: string, whole: string): string | null {
  if (whole === place) return '';
  if (whole.startsWith(`${place}.`)) return whole.slice(place.length + 1);
  return whole.startsWith(`${place}[`) ? whole.slice(place.length) : null;
}

/** Gathers mistakes in the order they are found. */
export class MistakeList {
  readonly items: Mistake[] = [];

  /**
   * @param base where what was sent stands in the document that is checked
   * @param as what that place is called by whoever sent it; empty: the whole
   */
  constructor(
    private readonly base: Path = [],
    private readonly as: Path = [],
  ) {}

  add(path: Path, code: MistakeCode, message: string): void {
    const inside = this.base.every((part, index) => path[index] === part);
    const sent = inside ? [...this.as, ...path.slice(this.base.length)] : path;
    this.items.push({ path: pathText(sent), code, message });
  }
}
