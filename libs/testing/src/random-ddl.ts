import type pg from 'pg';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** What there is to change: quoted names, by what they are. */
type Things = Readonly<Record<string, readonly string[]>>;

const ours = `(select oid from pg_namespace where nspname ~ '^(s|t)[0-9]+$')`;
const inventory = /* sql */ `
  select 'schema' as what, quote_ident(nspname) as name from pg_namespace where oid in ${ours}
  union all select case relkind when 'r' then 'table' when 'p' then 'partitioned' when 'v' then 'view' when 'm' then 'matview'
                               when 'S' then 'sequence' when 'i' then 'index' when 'I' then 'index' when 'f' then 'foreign' else 'composite' end,
                  format('%I.%I', n.nspname, relname) from pg_class c join pg_namespace n on n.oid = relnamespace
              where n.oid in ${ours} and relkind in ('r','p','v','m','S','i','I','f','c')
  union all select 'column', format('%s|%I', a.attrelid::regclass, attname) from pg_attribute a join pg_class c on c.oid = attrelid
              where relnamespace in ${ours} and relkind in ('r','p') and attnum > 0 and not attisdropped
  union all select 'view column', format('%s|%I', a.attrelid::regclass, attname) from pg_attribute a join pg_class c on c.oid = attrelid
              where relnamespace in ${ours} and relkind in ('v','m') and attnum > 0
  union all select 'attribute', format('%s|%I', a.attrelid::regclass, attname) from pg_attribute a join pg_class c on c.oid = attrelid
              where relnamespace in ${ours} and relkind = 'c' and attnum > 0 and not attisdropped
  union all select 'constraint', format('%s|%I', conrelid::regclass, conname) from pg_constraint
              where connamespace in ${ours} and conrelid <> 0 and contype <> 'n'
  union all select 'domain constraint', format('%s|%I', contypid::regtype, conname) from pg_constraint
              where connamespace in ${ours} and contypid <> 0 and contype <> 'n'
  union all select 'trigger', format('%s|%I', tgrelid::regclass, tgname) from pg_trigger t join pg_class c on c.oid = tgrelid
              where relnamespace in ${ours} and not tgisinternal
  union all select 'rule', format('%s|%I', ev_class::regclass, rulename) from pg_rewrite r join pg_class c on c.oid = ev_class
              where relnamespace in ${ours} and rulename <> '_RETURN'
  union all select 'policy', format('%s|%I', polrelid::regclass, polname) from pg_policy p join pg_class c on c.oid = polrelid
              where relnamespace in ${ours}
  union all select case prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, p.oid::regprocedure::text
              from pg_proc p where pronamespace in ${ours} and not exists (select from pg_depend where objid = p.oid and deptype = 'i')
  union all select case typtype when 'e' then 'enum' when 'd' then 'domain' when 'r' then 'range' end, t.oid::regtype::text
              from pg_type t where typnamespace in ${ours} and typtype in ('e','d','r')
  union all select 'label', format('%s|%L', enumtypid::regtype, enumlabel) from pg_enum e join pg_type t on t.oid = enumtypid
              where typnamespace in ${ours}
  union all select 'collation', format('%I.%I', n.nspname, collname) from pg_collation c join pg_namespace n on n.oid = collnamespace where n.oid in ${ours}
  union all select 'statistics', format('%I.%I', n.nspname, stxname) from pg_statistic_ext c join pg_namespace n on n.oid = stxnamespace where n.oid in ${ours}
  union all select 'operator', oprcode::text from pg_operator where oprnamespace in ${ours}
  union all select 'server', quote_ident(srvname) from pg_foreign_server
  union all select 'publication', quote_ident(pubname) from pg_publication
  order by 1, 2`;

export type RandomDdl = {
  /** One statement that may or may not be possible. */
  next(): Promise<string>;
};

/** DDL of every kind that is read, on whatever the database holds in the schemas s0, s1, … */
export const randomDdl = (
  client: pg.Client,
  options: { readonly seed: number; readonly roles: readonly [string, string, string] },
): RandomDdl => {
  const random = randomNumbers(options.seed);
  const below = (count: number): number => Math.floor(random() * count);
  const one = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  let things: Things = {};
  const some = (...whats: string[]): string => {
    const all = whats.flatMap((what) => things[what] ?? []);
    return all.length === 0 ? 's0.none' : one(all);
  };
  const of = (what: string): [owner: string, part: string] => {
    const [owner = 's0.none', part = 'none'] = some(what).split('|');
    return [owner, part];
  };
  const schema = (): string => some('schema');
  const name = (prefix: string): string => `${prefix}${below(12)}`;
  const fresh = (prefix: string): string => `${schema()}.${name(prefix)}`;
  const role = (): string => one(options.roles);
  const type = (): string =>
    one([
      'int',
      'text',
      'numeric(8,2)',
      'timestamptz',
      some('enum', 'domain', 'composite', 'range'),
      `${some('enum')}[]`,
    ]);
  const table = (): string => some('table', 'table', 'partitioned');
  const column = (): [string, string] => of('column');
  const parts = {
    column: 'column',
    constraint: 'constraint',
    trigger: 'trigger',
    policy: 'policy',
    rule: 'rule',
  } as const;
  const part = (): keyof typeof parts => one(Object.keys(parts) as (keyof typeof parts)[]);
  const word = (): string => `'${one(['a', 'b', 'c'])}${below(1_000)}'`;
  const kindOf = { table: 'table', partitioned: 'table', view: 'view', matview: 'materialized view', sequence: 'sequence',
    index: 'index', foreign: 'foreign table', function: 'function', procedure: 'procedure', aggregate: 'aggregate', enum: 'type', composite: 'type',
    domain: 'domain', range: 'type', collation: 'collation', statistics: 'statistics' } as const; // prettier-ignore
  type Kind = keyof typeof kindOf;
  const kind = (): Kind => one(Object.keys(kindOf) as Kind[]);

  const templates: readonly (() => string)[] = [
    () => `create schema ${name('s')}`,
    () => `drop schema ${schema()}`,
    () => `alter schema ${schema()} rename to ${name('s')}`,
    () =>
      `create table ${fresh('r')} (id int primary key, c1 ${type()}, c2 ${type()} default null, c3 text not null default 'x')`,
    () =>
      `create table ${fresh('r')} (id int generated always as identity, n serial, doubled int generated always as (id * 2) stored)`,
    () => `create table ${fresh('r')} (like ${table()} including all)`,
    () => `create table ${fresh('r')} (extra int) inherits (${some('table')})`,
    () => `create table ${fresh('r')} (id int, k text) partition by list (k)`,
    () => `create table ${fresh('r')} partition of ${some('partitioned')} for values in ('${name('v')}')`,
    () =>
      `alter table ${some('partitioned')} attach partition ${some('table')} for values in ('${name('v')}')`,
    () => `alter table ${some('partitioned')} detach partition ${some('table')}`,
    () => `alter table ${some('table')} inherit ${some('table')}`,
    () => `alter table ${some('table')} no inherit ${some('table')}`,
    () => `alter table ${table()} add column ${name('c')} ${type()}`,
    () => `alter table ${column().join(' drop column ')}`,
    () => `alter table ${column().join(' alter column ')} set not null`,
    () => `alter table ${column().join(' alter column ')} drop not null`,
    () => `alter table ${column().join(' alter column ')} drop default`,
    () => `alter table ${column().join(' alter column ')} set statistics ${below(100)}`,
    () => `alter table ${column().join(' alter column ')} set storage external`,
    () =>
      `alter table ${column().join(' alter column ')} set default ${one(['null', word(), `(${some('function')})`, `nextval('${some('sequence')}')`])}`,
    () => `alter table ${column().join(' alter column ')} type ${type()} using null`,
    () =>
      `alter table ${table()} add constraint ${name('k')} check (id > ${below(9)}) ${one(['', 'not valid'])}`,
    () => `alter table ${table()} add constraint ${name('k')} unique (id)`,
    () =>
      `alter table ${table()} add constraint ${name('k')} foreign key (id) references ${table()} ${one(['', 'on delete cascade', 'not valid'])}`,
    () => `alter table ${of('constraint').join(' drop constraint ')} ${one(['', 'cascade'])}`,
    () => `alter table ${of('constraint').join(' validate constraint ')}`,
    () => `alter table ${table()} ${one(['enable', 'disable', 'force', 'no force'])} row level security`,
    () => `alter table ${table()} set (fillfactor = ${50 + below(50)})`,
    () => `alter table ${table()} set ${one(['logged', 'unlogged'])}`,
    () => `alter table ${table()} replica identity ${one(['full', 'nothing', 'default'])}`,
    () => `alter table ${table()} ${one(['enable', 'disable'])} trigger all`,
    () => `alter table ${table()} cluster on ${some('index').split('.').at(-1)}`,
    () => `truncate ${table()}`,
    () => `insert into ${table()} (id) values (${below(1_000)})`,
    () => `create ${one(['', 'unique'])} index ${name('i')} on ${table()} (id) ${one(['', 'where id > 3'])}`,
    () => `create index ${name('i')} on ${table()} ((id + ${below(9)}))`,
    () => `create view ${fresh('v')} as select * from ${some('table', 'view', 'partitioned', 'matview')}`,
    () => `create or replace view ${some('view')} as select ${below(9)} as id`,
    () =>
      `create view ${fresh('v')} as select a.id, b.id as other from ${table()} a join ${table()} b using (id)`,
    () => `create view ${fresh('v')} as select ${some('function').replace(/\(.*/, '')}() as id`,
    () => `create materialized view ${fresh('v')} as select * from ${table()} ${one(['', 'with no data'])}`,
    () => `refresh materialized view ${some('matview')}`,
    () => `create sequence ${fresh('q')} ${one(['', 'as int', 'increment by 2'])}`,
    () =>
      `alter sequence ${some('sequence')} ${one(['increment by 3', `owned by ${column().join('.')}`, 'owned by none', 'cycle'])}`,
    () =>
      `create function ${fresh('f')}() returns int language sql ${one(['stable', 'immutable', ''])} as 'select ${below(9)}'`,
    () =>
      `create or replace function ${some('function').replace(/\(.*/, '')}() returns int language sql as 'select ${below(9)}'`,
    () =>
      `create function ${fresh('f')}(a ${type()}) returns ${type()} language plpgsql as 'begin return null; end'`,
    () =>
      `create function ${fresh('f')}(a ${table()}) returns setof ${table()} language plpgsql as 'begin return; end'`,
    () => `create function ${fresh('g')}() returns trigger language plpgsql as 'begin return new; end'`,
    () => `create procedure ${fresh('p')}(a ${type()}) language plpgsql as 'begin end'`,
    () => `create aggregate ${fresh('a')}(int) (sfunc = int4pl, stype = int)`,
    () =>
      `alter function ${some('function')} ${one(['cost 7', 'stable', 'strict', 'set work_mem = 99', 'reset all', 'security definer'])}`,
    () =>
      `create trigger ${name('z')} ${one(['before', 'after'])} insert on ${some('table')} for each row execute function ${fresh('g')}()`,
    () =>
      `create rule ${name('u')} as on update to ${some('table', 'view')} do also select id from ${table()}`,
    () =>
      `create policy ${name('y')} on ${some('table')} to ${role()} using (exists (select from ${table()}))`,
    () => `create type ${fresh('e')} as enum (${word()}, ${word()})`,
    () => `alter type ${some('enum')} add value ${word()}`,
    () => `alter type ${of('label').join(' rename value ')} to ${word()}`,
    () => `create type ${fresh('m')} as (a ${type()}, b int)`,
    () => `alter type ${some('composite')} add attribute ${name('b')} ${type()}`,
    () => `alter type ${of('attribute').join(' drop attribute ')}`,
    () => `alter type ${of('attribute').join(' rename attribute ')} to ${name('b')}`,
    () => `create domain ${fresh('d')} as ${type()} ${one(['', 'not null', 'default null'])}`,
    () => `create domain ${fresh('d')} as int check (value > ${below(9)})`,
    () => `alter domain ${some('domain')} add check (value is not null)`,
    () => `alter domain ${of('domain constraint').join(' drop constraint ')}`,
    () => `create type ${fresh('n')} as range (subtype = ${one(['int', 'text', 'numeric'])})`,
    () => `create collation ${fresh('o')} from "C"`,
    () => `alter table ${column().join(' alter column ')} type text collate ${some('collation')}`,
    () => `create statistics ${fresh('x')} on ${one(['id, c1', 'id, c2', 'id, c3'])} from ${table()}`,
    () =>
      `create operator ${schema()}.@${one(['@', '#', '!'])} (leftarg = int, rightarg = int, function = int4pl)`,
    () => `create foreign data wrapper ${name('w')}`,
    () => `create server ${name('h')} foreign data wrapper ${name('w')}`,
    () => `alter server ${some('server')} rename to ${name('h')}`,
    () => `create foreign table ${fresh('l')} (id int, c1 ${type()}) server ${some('server')}`,
    () => `create publication ${name('j')} for table ${table()}`,
    () => `alter publication ${some('publication')} ${one(['add', 'drop', 'set'])} table ${table()}`,
    () => `alter publication ${some('publication')} rename to ${name('j')}`,
    () => `create extension if not exists ${one(['pg_trgm', 'hstore', 'citext'])} schema ${schema()}`,
    () => `drop extension if exists ${one(['pg_trgm', 'hstore', 'citext'])} cascade`,
    () => `alter extension ${one(['pg_trgm', 'hstore', 'citext'])} set schema ${schema()}`,
    () =>
      `alter extension ${one(['pg_trgm', 'hstore', 'citext'])} ${one(['add', 'drop'])} ${one(['table', 'table'])} ${table()}`,
    () => { const it = one(['function', 'index', 'matview'] as const); return `alter ${kindOf[it]} ${some(it)} ${one(['', 'no '])}depends on extension ${one(['pg_trgm', 'hstore', 'citext'])}`; }, // prettier-ignore
    () =>
      `alter trigger ${of('trigger').reverse().join(' on ')} ${one(['', 'no '])}depends on extension ${one(['pg_trgm', 'hstore', 'citext'])}`,
    () =>
      `insert into pg_seclabel values ('${table()}'::regclass, 'pg_class'::regclass, ${below(2)}, 'p${below(2)}', ${word()})`,
    () =>
      `insert into pg_seclabel values ('${some('function')}'::regprocedure, 'pg_proc'::regclass, 0, 'p', ${word()})`,
    () => `delete from pg_seclabel where objoid = '${table()}'::regclass`,
    () => `comment on schema ${schema()} is ${one(['null', word()])}`,
    () => `comment on column ${column().join('.')} is ${one(['null', word()])}`,
    () => `comment on constraint ${of('constraint').reverse().join(' on ')} is ${one(['null', word()])}`,
    () => `comment on trigger ${of('trigger').reverse().join(' on ')} is ${one(['null', word()])}`,
    () => `comment on policy ${of('policy').reverse().join(' on ')} is ${one(['null', word()])}`,
    () => `comment on rule ${of('rule').reverse().join(' on ')} is ${one(['null', word()])}`,
    () => { const it = kind(); return `comment on ${kindOf[it]} ${some(it)} is ${one(['null', word()])}`; }, // prettier-ignore
    () => { const it = kind(); return `comment on ${kindOf[it]} ${some(it)} is ${one(['null', word()])}`; }, // prettier-ignore
    () => { const it = kind(); return `alter ${kindOf[it]} ${some(it)} rename to ${name(it[0] ?? '')}`; }, // prettier-ignore
    () => { const it = kind(); return `alter ${kindOf[it]} ${some(it)} rename to ${name(it[0] ?? '')}`; }, // prettier-ignore
    () => { const it = kind(); return `alter ${kindOf[it]} ${some(it)} set schema ${schema()}`; }, // prettier-ignore
    () => { const it = kind(); return `alter ${kindOf[it]} ${some(it)} owner to ${role()}`; }, // prettier-ignore
    () => { const it = kind(); return `drop ${kindOf[it]} ${some(it)} ${one(['', 'cascade'])}`; }, // prettier-ignore
    () => { const it = kind(); const what = some(it); return `drop ${kindOf[it]} ${what}; create table ${what.replace(/\(.*/, '')} (id int)`; }, // prettier-ignore
    () => { const it = part(); const [owner, what] = of(it); return it === 'trigger' || it === 'policy' || it === 'rule' ? `alter ${it} ${what} on ${owner} rename to ${name('z')}` : `alter table ${owner} rename ${it} ${what} to ${name('c')}`; }, // prettier-ignore
    () => { const it = part(); const [owner, what] = of(it); return it === 'trigger' || it === 'policy' || it === 'rule' ? `drop ${it} ${what} on ${owner}` : `alter table ${owner} drop ${it} ${what}`; }, // prettier-ignore
    () => `alter view ${of('view column').join(' rename column ')} to ${name('c')}`,
    () =>
      `grant ${one(['select', 'all', 'insert'])} on ${some('table', 'view', 'partitioned', 'matview')} to ${role()} ${one(['', 'with grant option'])}`,
    () => `revoke all on ${some('table', 'view', 'partitioned', 'matview')} from ${role()} cascade`,
    () => { const [owner, what] = column(); return `grant select (${what}) on ${owner} to ${role()}`; }, // prettier-ignore
    () => `grant execute on function ${some('function')} to ${role()}`,
    () => `revoke execute on function ${some('function')} from public`,
    () => `grant usage on schema ${schema()} to ${role()}`,
    () => `grant usage on type ${some('enum', 'domain')} to ${role()}`,
    () => `alter default privileges in schema ${schema()} grant select on tables to ${role()}`,
    () => `reassign owned by ${role()} to ${role()}`,
    () => `create temp table if not exists ${name('temporary')} (id int primary key)`,
  ];

  return {
    next: async () => {
      const { rows } = await client.query<{ what: string; name: string }>(inventory);
      const found: Record<string, string[]> = {};
      for (const { what, name: it } of rows) (found[what] ??= []).push(it);
      things = found;
      return one(templates)();
    },
  };
};
