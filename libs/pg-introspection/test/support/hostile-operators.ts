/** What somebody could write into the schema `evil` who may create things in one that our role looks into first. */
export const hostileOperators = ['text', 'name', 'oid', 'int4', 'int8', '"char"', 'bytea', 'float8']
  .flatMap((type) =>
    ['=', '<>', '<', '>', '<=', '>=', '+', '-', '*', '%', '&', '|', '||', '!~', '~~'].map((operator) => ({
      type,
      operator,
    })),
  )
  .map(
    ({ type, operator }) => /* sql */ `
      create or replace function evil.ran(${type}, ${type}) returns ${type} language plpgsql
        as $$ begin raise exception 'hostile code ran'; end $$;
      create operator evil.${operator} (leftarg = ${type}, rightarg = ${type}, function = evil.ran)`,
  )
  .join(';');
