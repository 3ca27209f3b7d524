import { projections } from '@cadastre/catalog-read-model';

/** The projections whose tables this API reads: a query has caught up when all of them have. */
export const servingProjections: readonly string[] = projections.map(({ name }) => name);
