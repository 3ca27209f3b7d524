import type { Trigger } from '@cadastre/events';

/** Values of `tgenabled` and `ev_enabled`. */
export const firingModes: Readonly<Record<string, Trigger['enabled']>> = {
  O: 'origin',
  D: 'disabled',
  R: 'replica',
  A: 'always',
};
