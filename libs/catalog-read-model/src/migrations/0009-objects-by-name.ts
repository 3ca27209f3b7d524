import { forwardMigration } from '@cadastre/postgres';

/** Lists of objects of all kinds are read in the order of this index, instead of sorting a catalog for each page. */
export const ReadModelObjectsByName = forwardMigration(
  'ReadModelObjectsByName1700000050009',
  /* sql */ `
create index objects_by_name on read_model.objects (tenant_id, integration_id, schema, name, oid, catalog);
`,
);
