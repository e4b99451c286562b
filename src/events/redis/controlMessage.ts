/** What nodes say to each other beside events. */
export type ControlMessage =
  | HereMessage
  | {
      readonly type: 'heeded';
      readonly node: string;
      readonly instance: string;
      readonly to: string;
      readonly id: number;
      readonly wanted: readonly string[];
    }
  /** It dropped events. */
  | { readonly type: 'gap'; readonly node: string }
  | { readonly type: 'bye'; readonly node: string };

/** Every second, and when something about it changes; with an id it asks to be heeded. */
export interface HereMessage {
  readonly type: 'here';
  readonly node: string;
  /** Of the node's bus: another one has forgotten whatever was said to the first. */
  readonly instance: string;
  readonly id: number | null;
  /** Names of the events it listens to. */
  readonly wanted: readonly string[];
  /** It was cut off, and what it published meanwhile nobody heard. */
  readonly isBack: boolean;
}
