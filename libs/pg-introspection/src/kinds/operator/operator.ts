import { namedSql, refSql, typeSql } from '../../small-catalogs/facts.ts';
import {
  named,
  optionalRef,
  optionalType,
  optionallyNamed,
  typeOf,
  type RefFact,
} from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';

export type OperatorFacts = {
  name: string;
  left: string | null;
  right: string | null;
  result: string;
  function: string;
  commutator: RefFact | null;
  negator: RefFact | null;
  restriction: string | null;
  join: string | null;
  hashes: boolean;
  merges: boolean;
};

export const operatorReader: SmallKindReader<'operator', OperatorFacts> = {
  kind: 'operator',
  catalog: 'pg_operator',
  reads: () => ['pg_operator'],
  branch: () => ({
    schema: 'x.oprnamespace',
    // one without a function is a name that others mention as commutator or negator, and was never made
    where: 'x.oprcode::pg_catalog.oid <> 0',
    owner: 'x.oprowner',
    facts: {
      name: 'x.oprname',
      left: typeSql('x.oprleft'),
      right: typeSql('x.oprright'),
      result: typeSql('x.oprresult'),
      function: namedSql('x.oprcode', 'regproc'),
      commutator: refSql('pg_operator', 'opr', 'x.oprcom'),
      negator: refSql('pg_operator', 'opr', 'x.oprnegate'),
      restriction: namedSql('x.oprrest', 'regproc'),
      join: namedSql('x.oprjoin', 'regproc'),
      hashes: 'x.oprcanhash',
      merges: 'x.oprcanmerge',
    },
  }),
  assemble: (facts, at) => {
    const left = optionalType(facts.left, at);
    const right = optionalType(facts.right, at);
    return {
      name: facts.name,
      signature: `(${left ?? 'NONE'}, ${right ?? 'NONE'})`,
      definition: {
        left,
        right,
        result: typeOf(facts.result, at),
        function: named(facts.function, at),
        commutator: optionalRef(facts.commutator, at),
        negator: optionalRef(facts.negator, at),
        restriction_estimator: optionallyNamed(facts.restriction, at),
        join_estimator: optionallyNamed(facts.join, at),
        hashes: facts.hashes,
        merges: facts.merges,
      },
    };
  },
};
