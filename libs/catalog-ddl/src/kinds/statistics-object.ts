import type { DdlWriter } from '../ddl-writer.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { qualified } from '../text/quote.ts';

export const statisticsObject: DdlWriter<'statistics-object'> = {
  rank: 70,
  begin: null,
  phases: {
    finish: (object) => {
      const { definition } = object;
      const what = `STATISTICS ${qualified(object)}`;
      return [
        `${definition.definition};`,
        ...(definition.target === null ? [] : [`ALTER ${what} SET STATISTICS ${definition.target};`]),
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};
