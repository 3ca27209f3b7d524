import { forwardMigration } from '@cadastre/postgres';

/** Casts, access methods and others have no owner in PostgreSQL. */
export const ReadModelOwnerlessObjects = forwardMigration(
  'ReadModelOwnerlessObjects1700000050006',
  /* sql */ `
alter table read_model.objects alter column owner drop not null;
comment on column read_model.objects.owner is 'Null for kinds that PostgreSQL keeps no owner of.';
`,
);
