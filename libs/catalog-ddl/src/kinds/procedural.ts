import type { DefinitionOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { grantStatements } from '../parts/grants.ts';
import { labelStatements } from '../parts/labels.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { literal, name, qualified } from '../text/quote.ts';

const clause = (word: string, value: string | null): string => (value === null ? '' : ` ${word} ${value}`);

export const language: DdlWriter<'language'> = {
  rank: 15,
  begin: null,
  phases: {
    create: ({ name: called, definition }) => {
      const what = `LANGUAGE ${name(called)}`;
      const { trusted, handler, inline_handler: inline, validator } = definition;
      return [
        `CREATE ${trusted ? 'TRUSTED ' : ''}PROCEDURAL ${what} HANDLER ${handler}` +
          `${clause('INLINE', inline)}${clause('VALIDATOR', validator)};`,
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
        ...labelStatements(what, definition.security_labels),
        ...grantStatements(definition, what, { owner: ['USAGE'], everybody: ['USAGE'] }),
      ];
    },
  },
};

export const transform: DdlWriter<'transform'> = {
  rank: 36,
  begin: null,
  phases: {
    create: ({ definition }) => {
      const what = `TRANSFORM FOR ${definition.type} LANGUAGE ${name(definition.language)}`;
      const functions = [
        clause('FROM SQL WITH FUNCTION', definition.from_sql),
        clause('TO SQL WITH FUNCTION', definition.to_sql),
      ].filter((text) => text !== '');
      return [
        `CREATE ${what} (${functions.join(',').trim()});`,
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};

export const accessMethod: DdlWriter<'access-method'> = {
  rank: 15,
  begin: null,
  phases: {
    create: ({ name: called, definition }) => {
      const what = `ACCESS METHOD ${name(called)}`;
      return [
        `CREATE ${what} TYPE ${definition.method_type.toUpperCase()} HANDLER ${definition.handler};`,
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};

const firing: Readonly<Record<DefinitionOf<'event-trigger'>['enabled'], string | null>> = {
  origin: null,
  disabled: 'DISABLE',
  replica: 'ENABLE REPLICA',
  always: 'ENABLE ALWAYS',
};

export const eventTrigger: DdlWriter<'event-trigger'> = {
  rank: 90,
  begin: null,
  phases: {
    last: ({ name: called, definition }) => {
      const what = `EVENT TRIGGER ${name(called)}`;
      const { tags, event, function: by } = definition;
      const when = tags.length === 0 ? '' : ` WHEN TAG IN (${tags.map(literal).join(', ')})`;
      const state = firing[definition.enabled];
      return [
        `CREATE ${what} ON ${name(event)}${when} EXECUTE FUNCTION ${qualified(by)}();`,
        ...(state === null ? [] : [`ALTER ${what} ${state};`]),
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
        ...labelStatements(what, definition.security_labels),
      ];
    },
  },
};
