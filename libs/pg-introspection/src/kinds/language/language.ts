import { namedSql } from '../../small-catalogs/facts.ts';
import { named, optionallyNamed } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type LanguageFacts = {
  name: string;
  trusted: boolean;
  handler: string;
  inline_handler: string | null;
  validator: string | null;
};

export const languageReader: SmallKindReader<'language', LanguageFacts> = {
  kind: 'language',
  catalog: 'pg_language',
  reads: () => ['pg_language'],
  branch: () => ({
    schema: null,
    where: 'x.lanispl',
    // plpgsql comes with every database; who may use it is the users' own decision
    whereBuiltIn: 'x.lanacl is not null',
    owner: 'x.lanowner',
    acl: 'x.lanacl',
    facts: {
      name: 'x.lanname',
      trusted: 'x.lanpltrusted',
      handler: namedSql('x.lanplcallfoid', 'regproc'),
      inline_handler: namedSql('x.laninline', 'regproc'),
      validator: namedSql('x.lanvalidator', 'regproc'),
    },
  }),
  assemble: ({ name, trusted, handler, inline_handler, validator }, at) => ({
    name,
    definition: {
      trusted,
      handler: named(handler, at),
      inline_handler: optionallyNamed(inline_handler, at),
      validator: optionallyNamed(validator, at),
    },
  }),
};
