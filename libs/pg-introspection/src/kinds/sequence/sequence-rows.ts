/** One sequence and, where there is one, the column that owns it: `i` for an identity column, `a` for `owned by`. */
export type SequenceRow = readonly [
  dataType: string,
  start: string,
  increment: string,
  minimum: string,
  maximum: string,
  cache: string,
  cycles: string,
  dependency: string | null,
  ownerSchemaOid: string | null,
  ownerName: string | null,
  ownerColumn: string | null,
  identity: string | null,
];

export const sequenceColumns = {
  relation: 's.seqrelid',
  columns: [
    'pg_catalog.format_type(s.seqtypid, null)',
    's.seqstart',
    's.seqincrement',
    's.seqmin',
    's.seqmax',
    's.seqcache',
    's.seqcycle',
    'd.deptype',
    't.relnamespace',
    't.relname',
    'a.attname',
    `nullif(a.attidentity, '')`,
  ],
  from: /* sql */ `
    pg_catalog.pg_class c
      join pg_catalog.pg_sequence s on s.seqrelid = c.oid
      left join pg_catalog.pg_depend d
             on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.seqrelid and d.objsubid = 0
            and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0
            and d.deptype in ('a', 'i')
      left join pg_catalog.pg_class t on t.oid = d.refobjid
      left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
     where c.relnamespace = any ($1::pg_catalog.oid[])`,
};
