import type { SecurityLabel } from '@cadastre/events';
import { literal, name } from '../text/quote.ts';

/**
 * `what` as SECURITY LABEL takes it, e.g. `TABLE shop.orders`. Its provider has to be loaded where this runs. Rows that an
 * earlier release wrote have no labels until the rebuild under way takes their place.
 */
export const labelStatements = (what: string, labels: readonly SecurityLabel[] = []): string[] =>
  labels.map(
    ({ provider, label }) => `SECURITY LABEL FOR ${name(provider)} ON ${what} IS ${literal(label)};`,
  );
