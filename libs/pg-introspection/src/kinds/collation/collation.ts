import type { DefinitionOf } from '@cadastre/events';
import type { SmallKindReader } from '../kind-reader.ts';

type Definition = DefinitionOf<'collation'>;

export type CollationFacts = {
  name: string;
  provider: string;
  deterministic: boolean;
  lc_collate: string | null;
  lc_ctype: string | null;
  locale: string | null;
  icu_rules: string | null;
  version: string | null;
};

const providers: Readonly<Record<string, Definition['provider']>> = {
  c: 'libc',
  i: 'icu',
  b: 'builtin',
  d: 'default',
};

/** Until 15, ICU's locale was where libc has its own. */
const localeSql = (version: number): string => {
  if (version >= 170_000) return 'x.colllocale';
  return version >= 150_000 ? 'x.colliculocale' : `case when x.collprovider = 'i' then x.collcollate end`;
};

const ofLibc = (column: string): string => `case when x.collprovider = 'c' then x.${column} end`;

export const collationReader: SmallKindReader<'collation', CollationFacts> = {
  kind: 'collation',
  catalog: 'pg_collation',
  reads: () => ['pg_collation'],
  branch: (version) => ({
    schema: 'x.collnamespace',
    owner: 'x.collowner',
    facts: {
      name: 'x.collname',
      provider: 'x.collprovider',
      deterministic: 'x.collisdeterministic',
      lc_collate: ofLibc('collcollate'),
      lc_ctype: ofLibc('collctype'),
      locale: localeSql(version),
      icu_rules: version >= 160_000 ? 'x.collicurules' : 'null',
      version: 'x.collversion',
    },
  }),
  assemble: ({ name, provider, ...facts }) => ({
    name,
    definition: { ...facts, provider: providers[provider] ?? 'libc' },
  }),
};
