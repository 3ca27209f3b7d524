import type { DefinitionOf } from '@cadastre/events';
import type { DdlWriter } from '../ddl-writer.ts';
import { commentStatement, ownerStatement } from '../parts/owner-and-comment.ts';
import { literal, qualified } from '../text/quote.ts';

type Collation = DefinitionOf<'collation'>;

const setting = (word: string, value: string | null): string[] =>
  value === null ? [] : [`${word} = ${literal(value)}`];

const localeOf = ({ locale, lc_collate: collate, lc_ctype: ctype }: Collation): string[] =>
  locale === null && collate === ctype
    ? setting('locale', collate)
    : [...setting('locale', locale), ...setting('lc_collate', collate), ...setting('lc_ctype', ctype)];

/** The version is the one that this server has. */
export const collation: DdlWriter<'collation'> = {
  rank: 18,
  begin: null,
  phases: {
    create: (object) => {
      const { definition } = object;
      const what = `COLLATION ${qualified(object)}`;
      const settings = [
        `provider = ${definition.provider}`,
        ...(definition.deterministic ? [] : ['deterministic = false']),
        ...localeOf(definition),
        ...setting('rules', definition.icu_rules),
      ];
      return [
        `CREATE ${what} (${settings.join(', ')});`,
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};

export const conversion: DdlWriter<'conversion'> = {
  rank: 36,
  begin: null,
  phases: {
    create: (object) => {
      const { definition } = object;
      const what = `CONVERSION ${qualified(object)}`;
      const { source_encoding: source, target_encoding: target, function: by } = definition;
      return [
        `CREATE ${definition.is_default ? 'DEFAULT ' : ''}${what} FOR ${literal(source)} TO ${literal(target)} FROM ${by};`,
        ...ownerStatement(what, definition.owner),
        ...commentStatement(what, definition.comment),
      ];
    },
  },
};
