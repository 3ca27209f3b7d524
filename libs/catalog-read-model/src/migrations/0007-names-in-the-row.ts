import { forwardMigration } from '@cadastre/postgres';

/** What lists and search need of an object stays in its main row; a smaller target moved names out with the definition. */
export const ReadModelNamesInTheRow = forwardMigration(
  'ReadModelNamesInTheRow1700000050007',
  /* sql */ `
alter table read_model.objects set (toast_tuple_target = 1024);
`,
);
