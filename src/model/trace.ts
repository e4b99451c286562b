/** The decision trace: the ordered list of rules that looked at a call and what each said (design.md section 1). */
export interface TraceStep {
  /** Stable name of the rule, e.g. `identify_peer`, `screening`, `admission`. */
  readonly rule: string;
  /** What it said, for a person to read. */
  readonly result: string;
  /** On an on-net call what is the called enterprise's own; without it a step is the caller's, or common. */
  readonly side?: 'called';
}

export type Trace = TraceStep[];
