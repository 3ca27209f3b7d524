import pg from 'pg';

/** One view that reads `wide` others is more than half of a small server. */
export const wide = 250;

const queriedByPolicies = 200;

/** The policies query every third view. */
export const fewestViews = 3 * queriedByPolicies;

/** Of the schema `few`, all that it locks: more than a quarter of a small server, and less than half. */
export const few = 180;

/** More than two pieces of a small server. */
const inARow = 250;

/**
 * Everything that is printed under locks: `views` views, each of another table or view, functions with an SQL body (since
 * 14), rules, policies with a query inside, a materialized view; and tables between them that lock nothing. `views` is at
 * least `fewestViews`.
 */
export const createPrintedUnderLocks = async (url: string, views: number): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Committed again and again: the locks of all would not fit in the table either.
    await client.query(/* sql */ `
      do $$ begin
        create table log (id int, what text);
        create view v0 as select 1 as id;
        for n in 1..${views} loop
          if n % 10 = 0 then
            execute format('create table t%s (id int primary key, owner text default %L)', n, n);
            execute format('create policy mine on t%s using (owner in (select id::text from v%s))', n, n - 1);
            execute format('create policy plain on t%s using (owner = current_user)', n);
            execute format('create rule noted as on insert to t%s do also insert into log values (new.id)', n);
            execute format('create view v%s as select t.id from t%s t join v%s v on v.id = t.id', n, n, n - 1);
          else
            execute format('create view v%s as select id from v%s', n, n - 1);
          end if;
          if n % 3 = 0 and current_setting('server_version_num')::int >= 140000 then
            execute format('create function f%s() returns bigint begin atomic select count(*) from v%s; end', n, n);
          end if;
          if n % 20 = 0 then commit; end if;
        end loop;
      end $$`);
    const union = Array.from({ length: wide }, (_, n) => `select id from v${n + 1}`).join(' union all ');
    await client.query(`create view wide as ${union}`);
    await client.query(`create materialized view stored as ${union} with no data`);
    await client.query(`create view last as select id from v${views}`);
    // Policies that lock something else than what lies beside them.
    await client.query(/* sql */ `
      do $$ begin
        for n in 1..${queriedByPolicies} loop
          execute format('create table p%s (id int)', n);
          execute format('create policy mine on p%s using (id in (select v.id from v%s v))', n, 3 * n);
          if n % 20 = 0 then commit; end if;
        end loop;
      end $$`);
    await client.query(/* sql */ `
      do $$ begin
        create schema few;
        for n in 1..${few} loop
          execute format('create view few.v%s as select id from v%s', n, n);
          if n % 20 = 0 then commit; end if;
        end loop;
      end $$`);
    // Functions take one OID each: where a piece ends before one of these, the one before is its very last OID.
    await client.query(/* sql */ `
      do $$ begin
        for n in 1..${inARow} loop
          exit when current_setting('server_version_num')::int < 140000;
          execute format('create function g%s() returns bigint begin atomic select count(*) from v%s; end', n, n);
          if n % 20 = 0 then commit; end if;
        end loop;
      end $$`);
  } finally {
    await client.end();
  }
};
