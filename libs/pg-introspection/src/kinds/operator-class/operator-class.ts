import { catalogOid } from '../../catalog-oids.ts';
import { firstUserOid, refSql, typeSql } from '../../small-catalogs/facts.ts';
import { optionalType, refOf, typeOf, type RefFact } from '../../small-catalogs/references.ts';
import type { SmallKindReader } from '../kind-reader.ts';
import { leansOnMembers, memberFacts, membersOf, type MemberFacts } from './family-members.ts';

export type OperatorClassFacts = MemberFacts & {
  name: string;
  method: string;
  family: RefFact;
  input_type: string;
  storage_type: string | null;
  is_default: boolean;
};

const itself = catalogOid.pg_opclass;

export const operatorClassReader: SmallKindReader<'operator-class', OperatorClassFacts> = {
  kind: 'operator-class',
  catalog: 'pg_opclass',
  reads: () => ['pg_opclass', 'pg_opfamily', 'pg_amop', 'pg_amproc'],
  branch: () => ({
    schema: 'x.opcnamespace',
    owner: 'x.opcowner',
    // to pg_depend the family hangs on it as much as it on the family
    leansOn: `pg_catalog.concat_ws(',', case when x.opcfamily >= ${firstUserOid} then
                pg_catalog.concat('${catalogOid.pg_opfamily} ', x.opcfamily, ' 0') end, ${leansOnMembers(itself)})`,
    facts: {
      name: 'x.opcname',
      method: '(select a.amname from pg_catalog.pg_am a where a.oid = x.opcmethod)',
      family: refSql('pg_opfamily', 'opf', 'x.opcfamily'),
      input_type: typeSql('x.opcintype'),
      storage_type: typeSql('x.opckeytype'),
      is_default: 'x.opcdefault',
      ...memberFacts(itself),
    },
  }),
  assemble: (facts, at) => ({
    name: facts.name,
    definition: {
      method: facts.method,
      family: refOf(facts.family, at),
      input_type: typeOf(facts.input_type, at),
      storage_type: optionalType(facts.storage_type, at),
      is_default: facts.is_default,
      ...membersOf(facts, at),
    },
  }),
};
