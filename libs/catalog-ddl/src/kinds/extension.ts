import type { DdlWriter } from '../ddl-writer.ts';
import { commentStatement } from '../parts/owner-and-comment.ts';
import { name } from '../text/quote.ts';

export const extension: DdlWriter<'extension'> = {
  rank: 10,
  begin: null,
  phases: {
    create: ({ name: called, definition }) => [
      `CREATE EXTENSION IF NOT EXISTS ${name(called)} WITH SCHEMA ${name(definition.schema)};`,
      ...commentStatement(`EXTENSION ${name(called)}`, definition.comment),
    ],
  },
};
