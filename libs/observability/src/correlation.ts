import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line inside one piece of work carries. */
export type Correlation = {
  readonly correlationId: string;
  readonly tenantId?: string;
  readonly actor?: string;
  readonly integrationId?: string;
  readonly syncId?: string;
  readonly attempt?: number;
};

const storage = new AsyncLocalStorage<Correlation>();

/** Runs the work, and whatever it starts, under these facts, added to those already there. */
export const withCorrelation = <T>(facts: Correlation | Partial<Correlation>, work: () => T): T =>
  storage.run({ ...storage.getStore(), ...facts } as Correlation, work);

export const currentCorrelation = (): Correlation | undefined => storage.getStore();
