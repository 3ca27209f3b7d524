const functionName = (column: string): string =>
  `case when ${column}::pg_catalog.oid <> 0 then ${column}::pg_catalog.regproc::pg_catalog.text end`;

const collationName = (oid: string): string => /* sql */ `
  (select pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(co.collname))
     from pg_catalog.pg_collation co join pg_catalog.pg_namespace n on n.oid = co.collnamespace
    where co.oid = ${oid})`;

/** What only a range type has, as JSON; \`t\` is its row. */
export const rangeFacts = (version: number): string => {
  const multirange =
    version >= 140_000
      ? `(select pg_catalog.json_build_object('schema', n.nspname, 'name', m.typname)
            from pg_catalog.pg_type m join pg_catalog.pg_namespace n on n.oid = m.typnamespace
           where m.oid = r.rngmultitypid)`
      : 'null::pg_catalog.json';
  return /* sql */ `
  (select pg_catalog.json_build_object(
            'operator_class',
            (select pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(o.opcname))
               from pg_catalog.pg_opclass o join pg_catalog.pg_namespace n on n.oid = o.opcnamespace
              where o.oid = r.rngsubopc and not o.opcdefault),
            'collation',
            case when r.rngcollation <> (select s.typcollation from pg_catalog.pg_type s where s.oid = r.rngsubtype)
                 then ${collationName('r.rngcollation')} end,
            'canonical', ${functionName('r.rngcanonical')}, 'diff', ${functionName('r.rngsubdiff')},
            'multirange', ${multirange})
     from pg_catalog.pg_range r where r.rngtypid = t.oid)`;
};

/** What only a base type has, as JSON; \`t\` is its row. */
export const baseFacts = (version: number): string => /* sql */ `
  pg_catalog.json_build_object(
    'input', ${functionName('t.typinput')}, 'output', ${functionName('t.typoutput')},
    'receive', ${functionName('t.typreceive')}, 'send', ${functionName('t.typsend')},
    'modifier_input', ${functionName('t.typmodin')}, 'modifier_output', ${functionName('t.typmodout')},
    'analyze', ${functionName('t.typanalyze')},
    'subscript', ${version >= 140_000 ? functionName('t.typsubscript') : 'null'},
    'length', t.typlen, 'by_value', t.typbyval, 'alignment', t.typalign, 'storage', t.typstorage,
    'category', t.typcategory, 'preferred', t.typispreferred,
    'default', coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault),
    'element', case when t.typelem <> 0 then pg_catalog.format_type(t.typelem, null) end,
    'delimiter', t.typdelim, 'collatable', t.typcollation <> 0)`;
