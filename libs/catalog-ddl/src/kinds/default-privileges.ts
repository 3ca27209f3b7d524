import type { DefinitionOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { grantStatements, type DefaultPrivileges } from '../parts/grants.ts';
import { name } from '../text/quote.ts';

const builtIn: Readonly<Record<DefinitionOf<'default-privileges'>['object_type'], DefaultPrivileges>> = {
  tables: {
    owner: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'],
    everybody: [],
  },
  sequences: { owner: ['SELECT', 'UPDATE', 'USAGE'], everybody: [] },
  functions: { owner: ['EXECUTE'], everybody: ['EXECUTE'] },
  types: { owner: ['USAGE'], everybody: ['USAGE'] },
  schemas: { owner: ['USAGE', 'CREATE'], everybody: [] },
  'large-objects': { owner: ['SELECT', 'UPDATE'], everybody: [] },
};

/** In a schema it begins with nothing: what is granted there comes on top. */
export const defaultPrivileges: DdlWriter<'default-privileges'> = {
  rank: 91,
  begin: null,
  phases: {
    last: ({ schema, definition }) => {
      const { role, object_type: type, grants } = definition;
      const where = `FOR ROLE ${name(role)}${schema === null ? '' : ` IN SCHEMA ${name(schema)}`}`;
      const initial = schema === null ? definition.initial_privileges : [];
      const owned = { owner: role, privileges: grants, initial_privileges: initial };
      const on = type.replace('-', ' ').toUpperCase();
      return grantStatements(owned, on, builtIn[type]).map(
        (statement) => `ALTER DEFAULT PRIVILEGES ${where} ${statement}`,
      );
    },
  },
};
