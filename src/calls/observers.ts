import type { CallObserver } from './callPorts';

/** Several observers as one, told in their order. */
export const observers = (...all: readonly CallObserver[]): CallObserver => ({
  opened: (call) => {
    for (const observer of all) observer.opened(call);
  },
  changed: (call) => {
    for (const observer of all) observer.changed(call);
  },
  closed: (call) => {
    for (const observer of all) observer.closed(call);
  },
});
