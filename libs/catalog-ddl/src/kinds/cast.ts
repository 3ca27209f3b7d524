import type { DefinitionOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { commentStatement } from '../parts/owner-and-comment.ts';

type Cast = DefinitionOf<'cast'>;

const contexts: Readonly<Record<Cast['context'], string>> = {
  explicit: '',
  assignment: ' AS ASSIGNMENT',
  implicit: ' AS IMPLICIT',
};

const methodOf = ({ method, function: by }: Cast): string => {
  if (method === 'function') return `WITH FUNCTION ${by}`;
  return method === 'inout' ? 'WITH INOUT' : 'WITHOUT FUNCTION';
};

export const cast: DdlWriter<'cast'> = {
  rank: 35,
  begin: null,
  phases: {
    create: ({ definition }) => {
      const what = `CAST (${definition.source} AS ${definition.target})`;
      return [
        `CREATE ${what} ${methodOf(definition)}${contexts[definition.context]};`,
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};
