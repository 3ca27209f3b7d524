import { describe, expect, test } from '@jest/globals';
import { noSuchSchema } from '@cadastre/pg-introspection';
import { wouldBeSeen, type ReadScope } from './read-scope.ts';

const table = { kind: 'table', identity: { catalog: 'pg_class', oid: 1 } } as const;
const operator = { kind: 'operator', identity: { catalog: 'pg_operator', oid: 1 } } as const;
const publication = { kind: 'publication', identity: { catalog: 'pg_publication', oid: 1 } } as const;
const extension = { kind: 'extension', identity: { catalog: 'pg_extension', oid: 1 } } as const;

const everything = { include_schemas: null, exclude_schemas: [] };
const scope = (skipped: ReadScope['skipped'] = []): ReadScope => ({ schemas: new Set(['shop']), skipped });

describe('what is not seen is gone', () => {
  test('in a schema that was read, or is not there any more', () => {
    expect(wouldBeSeen('shop', table, { scope: scope(), choice: everything })).toBe(true);
    expect(wouldBeSeen('dropped', table, { scope: scope(), choice: everything })).toBe(true);
    const choice = { include_schemas: ['shop', 'gone'], exclude_schemas: [] };
    const skipped = [{ scope: 'gone', reason: noSuchSchema }];
    expect(wouldBeSeen('gone', table, { scope: scope(skipped), choice })).toBe(true);
  });

  test('but not in one that was chosen away or could not be read', () => {
    const choice = { include_schemas: null, exclude_schemas: ['secret'] };
    expect(wouldBeSeen('secret', table, { scope: scope(), choice })).toBe(false);
    const skipped = [{ scope: 'locked', reason: 'another session holds 1 of its relations exclusively' }];
    expect(wouldBeSeen('locked', table, { scope: scope(skipped), choice: everything })).toBe(false);
    const only = { include_schemas: ['shop'], exclude_schemas: [] };
    expect(wouldBeSeen('other', table, { scope: scope(), choice: only })).toBe(false);
  });

  test('outside any schema, where no certain schemas were asked for; extensions always', () => {
    const only = { include_schemas: ['shop'], exclude_schemas: [] };
    const without = { include_schemas: null, exclude_schemas: ['secret'] };
    expect(wouldBeSeen(null, publication, { scope: scope(), choice: everything })).toBe(true);
    expect(wouldBeSeen(null, publication, { scope: scope(), choice: without })).toBe(true);
    expect(wouldBeSeen(null, publication, { scope: scope(), choice: only })).toBe(false);
    expect(wouldBeSeen(null, extension, { scope: scope(), choice: only })).toBe(true);
  });

  test('but not where the role may not read its system catalog, in a schema or not', () => {
    const skipped = ['pg_publication', 'pg_operator'].map((catalog) => ({
      scope: catalog,
      reason: `the role may not read ${catalog}`,
    }));
    expect(wouldBeSeen(null, publication, { scope: scope(skipped), choice: everything })).toBe(false);
    expect(wouldBeSeen('shop', operator, { scope: scope(skipped), choice: everything })).toBe(false);
    expect(wouldBeSeen('shop', table, { scope: scope(skipped), choice: everything })).toBe(true);
  });
});
