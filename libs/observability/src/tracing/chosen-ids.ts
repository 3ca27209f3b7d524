import { randomBytes } from 'node:crypto';

type ChosenIds = { readonly traceId?: string; readonly spanId?: string };

/** OpenTelemetry takes ids from a generator only: this one gives what was chosen for the span that is made just now. */
let chosen: ChosenIds = {};

/** @param make starts one span, at once */
export const choosingIds = <T>(ids: ChosenIds, make: () => T): T => {
  chosen = ids;
  try {
    return make();
  } finally {
    chosen = {};
  }
};

export const idGenerator = {
  generateTraceId: (): string => chosen.traceId ?? randomBytes(16).toString('hex'),
  generateSpanId: (): string => chosen.spanId ?? randomBytes(8).toString('hex'),
};
