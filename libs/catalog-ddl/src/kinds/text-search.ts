import type { CatalogObjectOf, DefinitionOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { name, qualified } from '../text/quote.ts';

type Made = Pick<CatalogObjectOf<'text-search-dictionary'>, 'schema' | 'name'> & {
  readonly definition: Pick<DefinitionOf<'text-search-dictionary'>, 'comment'> & {
    readonly owner: string | null;
  };
};

/** `settings` are `word = value`; those without a value are left out. */
const made = (noun: string, object: Made, settings: readonly (string | null)[]): string[] => {
  const what = `TEXT SEARCH ${noun} ${qualified(object)}`;
  return [
    `CREATE ${what} (${settings.filter((setting) => setting !== null).join(', ')});`,
    ...ownerStatement(what, object.definition.owner),
    ...commentStatement(what, object.definition.comment),
  ];
};

export const textSearchParser: DdlWriter<'text-search-parser'> = {
  rank: 37,
  begin: null,
  phases: {
    create: (object) => {
      const { definition } = object;
      const { headline_function: headline } = definition;
      return made('PARSER', object, [
        `START = ${definition.start_function}`,
        `GETTOKEN = ${definition.token_function}`,
        `END = ${definition.end_function}`,
        headline === null ? null : `HEADLINE = ${headline}`,
        `LEXTYPES = ${definition.token_types_function}`,
      ]);
    },
  },
};

export const textSearchTemplate: DdlWriter<'text-search-template'> = {
  rank: 37,
  begin: null,
  phases: {
    create: (object) => {
      const { init_function: init, lexize_function: lexize } = object.definition;
      return made('TEMPLATE', object, [init === null ? null : `INIT = ${init}`, `LEXIZE = ${lexize}`]);
    },
  },
};

export const textSearchDictionary: DdlWriter<'text-search-dictionary'> = {
  rank: 37,
  begin: null,
  phases: {
    create: (object) => {
      const { template, options } = object.definition;
      return made('DICTIONARY', object, [`TEMPLATE = ${qualified(template)}`, options]);
    },
  },
};

export const textSearchConfiguration: DdlWriter<'text-search-configuration'> = {
  rank: 37,
  begin: null,
  phases: {
    create: (object) => {
      const { parser, mappings } = object.definition;
      const what = `TEXT SEARCH CONFIGURATION ${qualified(object)}`;
      return [
        ...made('CONFIGURATION', object, [`PARSER = ${qualified(parser)}`]),
        ...mappings.map(
          ({ token, dictionaries }) =>
            `ALTER ${what} ADD MAPPING FOR ${name(token)} WITH ${dictionaries.join(', ')};`,
        ),
      ];
    },
  },
};
