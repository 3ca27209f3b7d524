import type { SecurityLabel } from '@cadastre/events';

const anyOf = (catalog: string, catalogOid: string, oid: string): string => /* sql */ `
  (select pg_catalog.json_agg(pg_catalog.json_build_array(l.provider, l.label) order by l.provider)::pg_catalog.text
     from pg_catalog.${catalog} l
    where l.objoid = ${oid} and l.classoid = ${catalogOid}`;

/** The labels of one object, for `parseSecurityLabels`. Both are expressions: OIDs of the system catalog and the object. */
export const securityLabelsSql = (catalogOid: string, oid: string): string =>
  `${anyOf('pg_seclabel', catalogOid, oid)} and l.objsubid = 0)`;

/** The same for objects that the whole cluster has, of which only subscriptions are read. */
export const sharedSecurityLabelsSql = (catalogOid: string, oid: string): string =>
  `${anyOf('pg_shseclabel', catalogOid, oid)})`;

export const parseSecurityLabels = (labels: string | null): SecurityLabel[] =>
  labels === null ? [] : (JSON.parse(labels) as [provider: string, label: string][]).map(securityLabelOf);

export const securityLabelOf = ([provider, label]: readonly [string, string]): SecurityLabel => ({
  label,
  provider,
});
