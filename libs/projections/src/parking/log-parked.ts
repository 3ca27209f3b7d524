import type { Log } from '@cadastre/service-runtime';
import type { PoisonEntry } from '../apply/sort-page.ts';

/** One line for each key that was parked. */
export const logParked = (log: Log, projection: string, poison: readonly PoisonEntry[]): void => {
  for (const { event, key, cause } of poison) {
    const { position, eventId, type } = event;
    log.error({ projection, key, position, eventId, type, ...cause }, 'key parked');
  }
};
