import { catalogOid } from '../../catalog-oids.ts';
import type { SmallKindReader } from '../kind-reader.ts';
import {
  leansOnMembers,
  memberFacts,
  membersOf,
  type MemberFacts,
} from '../operator-class/family-members.ts';

export type OperatorFamilyFacts = MemberFacts & { name: string; method: string };

const itself = catalogOid.pg_opfamily;

export const operatorFamilyReader: SmallKindReader<'operator-family', OperatorFamilyFacts> = {
  kind: 'operator-family',
  catalog: 'pg_opfamily',
  reads: () => ['pg_opfamily', 'pg_amop', 'pg_amproc'],
  branch: () => ({
    schema: 'x.opfnamespace',
    owner: 'x.opfowner',
    leansOn: leansOnMembers(itself),
    facts: {
      name: 'x.opfname',
      method: '(select a.amname from pg_catalog.pg_am a where a.oid = x.opfmethod)',
      ...memberFacts(itself),
    },
  }),
  assemble: ({ name, method, ...members }, at) => ({
    name,
    definition: { method, ...membersOf(members, at) },
  }),
};
