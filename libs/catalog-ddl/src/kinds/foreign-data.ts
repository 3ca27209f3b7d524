import type { DdlWriter } from '../ddl-writer.ts';
import { grantStatements } from '../parts/grants.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { foreignOptions } from '../text/options.ts';
import { literal, name } from '../text/quote.ts';

const usage = { owner: ['USAGE'], everybody: [] } as const;

const clause = (word: string, value: string | null): string => (value === null ? '' : ` ${word} ${value}`);

const quoted = (value: string | null): string | null => (value === null ? null : literal(value));

export const foreignDataWrapper: DdlWriter<'foreign-data-wrapper'> = {
  rank: 38,
  begin: null,
  phases: {
    create: ({ name: called, definition }) => {
      const what = `FOREIGN DATA WRAPPER ${name(called)}`;
      const functions = clause('HANDLER', definition.handler) + clause('VALIDATOR', definition.validator);
      return [
        `CREATE ${what}${functions}${foreignOptions(definition.options)};`,
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
        ...grantStatements(definition, what, usage),
      ];
    },
  },
};

export const foreignServer: DdlWriter<'foreign-server'> = {
  rank: 39,
  begin: null,
  phases: {
    create: ({ name: called, definition }) => {
      const what = `SERVER ${name(called)}`;
      const { server_type: type, version, wrapper, options } = definition;
      return [
        `CREATE ${what}${clause('TYPE', quoted(type))}${clause('VERSION', quoted(version))} ` +
          `FOREIGN DATA WRAPPER ${name(wrapper)}${foreignOptions(options)};`,
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
        ...grantStatements(definition, `FOREIGN ${what}`, usage),
      ];
    },
  },
};

/** Without its options: they are credentials, and were never read. */
export const userMapping: DdlWriter<'user-mapping'> = {
  rank: 39,
  begin: null,
  phases: {
    create: ({ definition: { user, server } }) => [
      `CREATE USER MAPPING FOR ${user === null ? 'PUBLIC' : name(user)} SERVER ${name(server)};`,
    ],
  },
};
