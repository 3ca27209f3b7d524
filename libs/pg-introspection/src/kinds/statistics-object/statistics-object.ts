import { catalogOid } from '../../catalog-oids.ts';
import type { DefinitionOf } from '@cadastre/events';
import { present } from '../../snapshot/snapshot-moved.ts';
import { definitionLimit, limitedSql } from '../../text/limited-text.ts';
import { refSql } from '../../small-catalogs/facts.ts';
import { refOf, type RefFact } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

type Kind = DefinitionOf<'statistics-object'>['kinds'][number];

export type StatisticsObjectFacts = {
  name: string;
  relation: RefFact;
  kinds: string[];
  target: number | null;
  definition: string | null;
};

const kinds: Readonly<Record<string, Kind>> = {
  d: 'ndistinct',
  f: 'dependencies',
  m: 'mcv',
  e: 'expressions',
};

export const statisticsObjectReader: SmallKindReader<'statistics-object', StatisticsObjectFacts> = {
  kind: 'statistics-object',
  catalog: 'pg_statistic_ext',
  reads: () => ['pg_statistic_ext'],
  branch: (version) => ({
    schema: 'x.stxnamespace',
    owner: 'x.stxowner',
    // to pg_depend it is a part of its table
    leansOn: `pg_catalog.concat('${catalogOid.pg_class} ', x.stxrelid, ' 0')`,
    facts: {
      name: 'x.stxname',
      relation: refSql('pg_class', 'rel', 'x.stxrelid'),
      kinds: 'x.stxkind',
      target: version >= 130_000 ? 'nullif(x.stxstattarget, -1)' : 'null',
      definition: limitedSql('pg_catalog.pg_get_statisticsobjdef(x.oid)', definitionLimit),
    },
  }),
  assemble: (facts, at) => ({
    name: facts.name,
    definition: {
      relation: refOf(facts.relation, at),
      kinds: facts.kinds.flatMap((letter) => kinds[letter] ?? []),
      target: facts.target,
      definition: present(facts.definition, 'a statistics object', at.oid),
    },
  }),
};
