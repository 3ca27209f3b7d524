import type { Observation } from '@cadastre/catalog-diff';
import type { StagedCensus } from '../census/staged-census.ts';
import type { Attempt } from '../run-sync/attempt.ts';
import type { NewOids } from './new-oids.ts';

/** What every chunk of a move shares. */
export type Moving = {
  readonly attempt: Attempt;
  readonly census: StagedCensus;
  readonly observation: Observation;
  readonly oids: NewOids;
};
