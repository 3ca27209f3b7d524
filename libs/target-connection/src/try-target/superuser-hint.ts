import { quoteIdentifier } from '../quote-identifier.ts';
import { grantsFor } from './grants-for.ts';
import type { VisibleSchema } from './visible-schemas.ts';

/** Of the role that is proposed instead. */
const proposedRole = 'cadastre';

/** What a superuser is told who was given to read with: nothing is refused for it, but far less is enough. */
export const superuserHint = (databaseName: string, schemas: readonly VisibleSchema[]): string => {
  // A superuser has USAGE on whatever there is; the other role may have none.
  const ungranted = schemas.map((schema) => ({ ...schema, has_usage: false }));
  const statements = [
    `CREATE ROLE ${quoteIdentifier(proposedRole)} LOGIN PASSWORD '…';`,
    `GRANT CONNECT ON DATABASE ${quoteIdentifier(databaseName)} TO ${quoteIdentifier(proposedRole)};`,
    grantsFor(proposedRole, ungranted),
  ];
  return `This role is a superuser and may change everything on its server; Cadastre needs CONNECT, and USAGE on the schemas it shall show, only (in public, where every role has USAGE, a privilege on something there tells that it was let in). A role that is enough: ${statements.join(' ').trim()}`;
};
