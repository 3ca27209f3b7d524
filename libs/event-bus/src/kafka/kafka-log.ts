import type { logCreator } from 'kafkajs';
import type { Log } from '@cadastre/service-runtime';
import { logLevel } from './kafkajs.ts';

/** Parts of kafkajs's own lines that say where, and hold neither data nor secrets. */
const safeFacts = ['broker', 'clientId', 'groupId', 'memberId', 'retryCount', 'error'] as const;

/**
 * kafkajs calls every hiccup an error (a coordinator that loads, a broker that restarts), and tries again by itself.
 * Those lines are for who looks closely; what in the end failed is said by the loop that it failed in.
 */
export const kafkaLog =
  (log: Log): logCreator =>
  () =>
  ({ namespace, level, log: entry }) => {
    if (level > logLevel.WARN) return;
    const facts = Object.fromEntries(
      safeFacts.filter((name) => entry[name] !== undefined).map((name) => [name, String(entry[name])]),
    );
    log.debug({ ...facts, namespace, said: entry.message }, 'kafka client');
  };
