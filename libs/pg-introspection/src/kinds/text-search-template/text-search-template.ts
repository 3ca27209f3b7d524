import { namedSql } from '../../small-catalogs/facts.ts';
import { named, optionallyNamed } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type TextSearchTemplateFacts = { name: string; init: string | null; lexize: string };

export const textSearchTemplateReader: SmallKindReader<'text-search-template', TextSearchTemplateFacts> = {
  kind: 'text-search-template',
  catalog: 'pg_ts_template',
  reads: () => ['pg_ts_template'],
  branch: () => ({
    schema: 'x.tmplnamespace',
    facts: {
      name: 'x.tmplname',
      init: namedSql('x.tmplinit', 'regproc'),
      lexize: namedSql('x.tmpllexize', 'regproc'),
    },
  }),
  assemble: ({ name, init, lexize }, at) => ({
    name,
    definition: { init_function: optionallyNamed(init, at), lexize_function: named(lexize, at) },
  }),
};
