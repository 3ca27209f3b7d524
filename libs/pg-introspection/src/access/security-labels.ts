import type { SecurityLabel } from '@cadastre/events';

const anyOf = (labels: string, catalog: number | string, oid: string): string => /* sql */ `
  (select pg_catalog.json_agg(pg_catalog.json_build_array(l.provider, l.label) order by l.provider)::pg_catalog.text
     from pg_catalog.${labels} l
    where l.objoid = ${oid} and l.classoid = ${catalog}`;

/** The labels of one object, for `parseSecurityLabels`. Both are expressions: OIDs of the system catalog and the object. */
export const securityLabelsSql = (catalog: number | string, oid: string): string =>
  `${anyOf('pg_seclabel', catalog, oid)} and l.objsubid = 0)`;

/** The same for objects that the whole cluster has, of which only subscriptions are read. */
export const sharedSecurityLabelsSql = (catalog: number | string, oid: string): string =>
  `${anyOf('pg_shseclabel', catalog, oid)})`;

export const parseSecurityLabels = (labels: string | null): SecurityLabel[] =>
  labels === null ? [] : (JSON.parse(labels) as [provider: string, label: string][]).map(securityLabelOf);

export const securityLabelOf = ([provider, label]: readonly [string, string]): SecurityLabel => ({
  label,
  provider,
});
