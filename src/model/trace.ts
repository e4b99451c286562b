/** The decision trace: the ordered list of rules that looked at a call and what each said (design.md section 1). */
export interface TraceStep {
  /** Stable name of the rule, e.g. `identify_peer`, `screening`, `admission`. */
  readonly rule: string;
  /** What it said, for a person to read. */
  readonly result: string;
  /** Id of the enterprise whose own affair it is; without it a step is that of whoever the call came in for, or from. */
  readonly side?: string;
}

export type Trace = TraceStep[];

/** Adds to the trace what a rule said of a call. */
export type Say = (rule: string, result: string) => void;
