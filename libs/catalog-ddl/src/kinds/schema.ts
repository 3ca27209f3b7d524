import type { DdlWriter } from '../ddl-writer.ts';
import { grantStatements } from '../parts/grants.ts';
import { labelStatements } from '../parts/labels.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { name } from '../text/quote.ts';

/** Every database begins with it, so its owner is set, and what it was made with counts. */
const initial = 'public';

export const schema: DdlWriter<'schema'> = {
  rank: 0,
  begin: null,
  phases: {
    create: ({ name: called, definition }) => {
      const what = `SCHEMA ${name(called)}`;
      return [
        ...(called === initial ? [] : [`CREATE ${what};`]),
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
        ...labelStatements(what, definition.security_labels),
        ...grantStatements(definition, what, { owner: ['USAGE', 'CREATE'], everybody: [] }),
      ];
    },
  },
};
