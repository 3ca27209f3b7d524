import { Counter, type Registry } from 'prom-client';
import type { RelayObserver } from '@cadastre/event-bus';

/** What the relay of this process counts; only its leader counts anything but failures. */
export const relayMetrics = (registry: Registry): RelayObserver => {
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers: [registry] });
  const produced = counter(
    'cadastre_relay_produced_events_total',
    'Events that the brokers have acknowledged; one sent twice counts twice',
  );
  const leftOut = counter(
    'cadastre_relay_left_out_events_total',
    'Events that no topic can hold, too large or of a kind this release does not know; consumers read them from the log',
  );
  const failures = counter(
    'cadastre_relay_failures_total',
    'Turns of the relay that failed and were tried again',
  );
  return {
    produced: (events) => produced.inc(events),
    leftOut: (events) => leftOut.inc(events),
    failed: () => failures.inc(),
  };
};
