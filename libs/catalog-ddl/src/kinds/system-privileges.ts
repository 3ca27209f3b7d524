import type { DefinitionOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { columnGrants, columnRevokes, grantStatements, type DefaultPrivileges } from '../parts/grants.ts';
import { everything } from '../parts/relation-access.ts';

type Definition = DefinitionOf<'system-privileges'>;

const builtIn: Readonly<Record<Definition['object_type'], DefaultPrivileges>> = {
  schema: { owner: ['USAGE', 'CREATE'], everybody: [] },
  relation: { owner: everything, everybody: [] },
  routine: { owner: ['EXECUTE'], everybody: ['EXECUTE'] },
  type: { owner: ['USAGE'], everybody: ['USAGE'] },
};

const onColumns = (on: string, { columns_granted: columns, owner }: Definition): string[] =>
  columns.flatMap(({ column, privileges, initial_privileges: initial }) => [
    ...columnRevokes(initial ?? [], { on, column }),
    ...columnGrants(privileges ?? [], { on, column, owner }),
  ]);

/** The last of all: what is taken from everybody may be what something before it needs. */
export const systemPrivileges: DdlWriter<'system-privileges'> = {
  rank: 95,
  begin: null,
  phases: {
    last: ({ name: on, definition }) => [
      ...grantStatements(definition, on, builtIn[definition.object_type]),
      ...onColumns(on, definition),
    ],
  },
};
