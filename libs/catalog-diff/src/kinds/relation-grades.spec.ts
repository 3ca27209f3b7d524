import { describe, expect, test } from '@jest/globals';
import type { DefinitionOf } from '@cadastre/events';
import { objectOf } from '../../test/arbitrary-objects.ts';
import { changesOf, column, constraint, grades, index, table, trigger } from '../../test/example-objects.ts';
import { diffObjects } from '../diff-objects.ts';

type Table = DefinitionOf<'table'>;
const graded = (before: Partial<Table>, after: Partial<Table>) =>
  grades(changesOf('table', table(before), table(after)));

const columns = (...list: Table['columns']) => ({ columns: list });

describe('columns', () => {
  test('a nullable one is a gift, one that INSERTs must know is not', () => {
    expect(graded({}, columns(column()))).toEqual(['column-added additive']);
    expect(graded({}, columns(column({ not_null: true })))).toEqual(['column-added breaking']);
    expect(graded({}, columns(column({ not_null: true, default: '0' })))).toEqual(['column-added additive']);
    expect(graded({}, columns(column({ not_null: true, identity: 'always' })))).toEqual([
      'column-added additive',
    ]);
    expect(graded(columns(column()), {})).toEqual(['column-dropped breaking']);
  });

  test('are the same by number: renamed, or dropped and added under one name', () => {
    expect(graded(columns(column()), columns(column({ name: 'd' })))).toEqual(['column-renamed breaking']);
    expect(graded(columns(column()), columns(column({ attnum: 2 })))).toEqual([
      'column-dropped breaking',
      'column-added additive',
    ]);
  });

  test.each<[Partial<Table['columns'][number]>, Partial<Table['columns'][number]>, string]>([
    [{}, { type: 'bigint' }, 'column-type-changed additive'],
    [{}, { type: 'smallint' }, 'column-type-changed breaking'],
    [{}, { not_null: true }, 'column-not-null-added breaking'],
    [{ not_null: true }, {}, 'column-not-null-dropped additive'],
    [{}, { default: '1' }, 'column-default-changed additive'],
    [{ default: '1' }, { default: '2' }, 'column-default-changed additive'],
    [{ default: '1' }, {}, 'column-default-changed breaking'],
    [{}, { identity: 'by-default' }, 'column-identity-changed additive'],
    [{}, { identity: 'always' }, 'column-identity-changed breaking'],
    [{ identity: 'always' }, { identity: 'by-default' }, 'column-identity-changed additive'],
    [{ identity: 'by-default' }, {}, 'column-identity-changed breaking'],
    [{}, { generated: { kind: 'stored', expression: 'x' } }, 'column-generated-changed breaking'],
    [
      { generated: { kind: 'stored', expression: 'x' } },
      { generated: { kind: 'virtual', expression: 'x' } },
      'column-generated-changed cosmetic',
    ],
    [{}, { collation: 'C' }, 'column-collation-changed breaking'],
    [{}, { storage: 'main' }, 'column-storage-changed cosmetic'],
    [{}, { compression: 'lz4' }, 'column-compression-changed cosmetic'],
    [{}, { is_local: false }, 'column-inheritance-changed cosmetic'],
    [{}, { comment: 'x' }, 'column-comment-changed cosmetic'],
  ])('%j → %j is %s', (before, after, expected) => {
    expect(graded(columns(column(before)), columns(column(after)))).toEqual([expected]);
  });

  test('tell path, part, before and after', () => {
    const before = table(columns(column({ attnum: 7, name: 'old' })));
    const after = table(columns(column({ attnum: 7, name: 'new', type: 'bigint' })));
    expect(changesOf('table', before, after)).toEqual([
      {
        change: 'column-renamed',
        path: ['columns', '7', 'name'],
        part: 'new',
        before: 'old',
        after: 'new',
        grade: 'breaking',
      },
      {
        change: 'column-type-changed',
        path: ['columns', '7', 'type'],
        part: 'new',
        before: 'integer',
        after: 'bigint',
        grade: 'additive',
      },
    ]);
  });
});

describe('constraints', () => {
  const one = (...list: Table['constraints']) => ({ constraints: list });
  const key = constraint({ type: 'unique', definition: 'UNIQUE (c)' });

  test('a new one may refuse what was accepted; a lifted one hurts only those who lean on it', () => {
    expect(graded({}, one(constraint()))).toEqual(['constraint-added breaking']);
    expect(graded(one(constraint()), {})).toEqual(['constraint-dropped additive']);
    expect(graded(one(constraint({ type: 'foreign-key' })), {})).toEqual(['constraint-dropped additive']);
    for (const type of ['primary-key', 'unique', 'exclusion'] as const) {
      expect(graded(one(constraint({ type })), {})).toEqual(['constraint-dropped breaking']);
    }
  });

  test('of the same substance under another name were renamed', () => {
    const rename = { name: 'k2', comment: 'x' };
    expect(graded(one(constraint()), one(constraint(rename)))).toEqual([
      'constraint-renamed cosmetic',
      'constraint-comment-changed cosmetic',
    ]);
    expect(graded(one(key), one({ ...key, name: 'k2' }))).toEqual(['constraint-renamed breaking']);
    expect(graded(one(key), one({ ...key, name: 'k2', columns: ['d'] }))).toEqual([
      'constraint-dropped breaking',
      'constraint-added breaking',
    ]);
  });

  test('a flag that the text repeats is graded once', () => {
    const notYet = constraint({ validated: false, definition: 'CHECK ((c > 0)) NOT VALID' });
    expect(graded(one(notYet), one(constraint()))).toEqual([
      'constraint-validation-changed additive',
      'constraint-definition-changed cosmetic',
    ]);
    const deferred = constraint({
      deferrable: true,
      initially_deferred: true,
      definition: 'CHECK ((c > 0)) DEFERRABLE INITIALLY DEFERRED',
    });
    expect(graded(one(constraint()), one(deferred))).toEqual([
      'constraint-deferrable-changed breaking',
      'constraint-initially-deferred-changed additive',
      'constraint-definition-changed cosmetic',
    ]);
    expect(graded(one(constraint()), one(constraint({ definition: 'CHECK ((c > 9))' })))).toEqual([
      'constraint-definition-changed breaking',
    ]);
  });
});

describe('indexes', () => {
  const one = (...list: Table['indexes']) => ({ indexes: list });

  test('one more is a gift unless it refuses; one less is missed', () => {
    expect(graded({}, one(index()))).toEqual(['index-added additive']);
    expect(graded({}, one(index({ unique: true })))).toEqual(['index-added breaking']);
    expect(graded(one(index()), {})).toEqual(['index-dropped breaking']);
  });

  test('renamed, or on a renamed table: the text follows', () => {
    const renamed = index({ name: 'j', definition: 'CREATE INDEX j ON s.t USING btree (c)' });
    expect(graded(one(index()), one(renamed))).toEqual([
      'index-renamed cosmetic',
      'index-definition-changed cosmetic',
    ]);
    const moved = index({
      unique: true,
      definition: 'CREATE UNIQUE INDEX i ON s."other table" USING btree (c)',
    });
    expect(graded(one(index({ unique: true })), one(moved))).toEqual(['index-definition-changed cosmetic']);
  });

  test('another operator class of a unique index is another equality', () => {
    const definition = 'CREATE UNIQUE INDEX i ON s.t USING btree (c text_pattern_ops)';
    expect(graded(one(index({ unique: true })), one(index({ unique: true, definition })))).toEqual([
      'index-definition-changed breaking',
    ]);
  });

  test.each<[Partial<Table['indexes'][number]>, string]>([
    [{ method: 'hash' }, 'index-method-changed breaking'],
    [{ include: ['d'] }, 'index-include-changed additive'],
    [{ predicate: 'c > 0' }, 'index-predicate-changed breaking'],
    [{ valid: false }, 'index-validity-changed breaking'],
    [{ primary: true }, 'index-primary-changed additive'],
    [{ keys: [] }, 'index-keys-changed breaking'],
    [{ comment: 'x' }, 'index-comment-changed cosmetic'],
  ])('%j is %s', (change, expected) => {
    expect(graded(one(index()), one(index(change)))).toEqual([expected]);
  });
});

describe('triggers', () => {
  const one = (...list: Table['triggers']) => ({ triggers: list });

  test('before the write they can refuse it, after it they do something beside', () => {
    expect(graded({}, one(trigger()))).toEqual(['trigger-added additive']);
    expect(graded({}, one(trigger({ timing: 'before' })))).toEqual(['trigger-added breaking']);
    expect(graded(one(trigger()), {})).toEqual(['trigger-dropped breaking']);
  });

  test('renamed, or on a renamed table: the text follows; other columns or arguments are another trigger', () => {
    const renamed = trigger({
      name: 'h',
      definition: 'CREATE TRIGGER h AFTER INSERT ON s.other FOR EACH ROW EXECUTE FUNCTION s.f()',
    });
    expect(graded(one(trigger()), one(renamed))).toEqual([
      'trigger-renamed cosmetic',
      'trigger-definition-changed cosmetic',
    ]);
    for (const definition of [
      'CREATE TRIGGER g AFTER INSERT OR UPDATE OF c ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()',
      "CREATE TRIGGER g AFTER INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f('x')",
    ]) {
      expect(graded(one(trigger()), one(trigger({ definition })))).toEqual([
        'trigger-definition-changed breaking',
      ]);
    }
  });

  test.each<[Partial<Table['triggers'][number]>, string]>([
    [{ enabled: 'disabled' }, 'trigger-enabled-changed breaking'],
    [{ level: 'statement' }, 'trigger-level-changed breaking'],
    [{ events: ['insert', 'delete'] }, 'trigger-events-changed breaking'],
    [{ function: { schema: 's', name: 'g' } }, 'trigger-function-changed breaking'],
  ])('%j is %s', (change, expected) => {
    expect(graded(one(trigger()), one(trigger(change)))).toEqual([expected]);
  });
});

describe('tables', () => {
  test.each<[Partial<Table>, Partial<Table>, string]>([
    [{}, { persistence: 'unlogged' }, 'persistence-changed breaking'],
    [{ persistence: 'unlogged' }, {}, 'persistence-changed additive'],
    [{}, { options: ['fillfactor=90'] }, 'storage-options-changed cosmetic'],
    [{}, { tablespace: 'fast' }, 'tablespace-changed cosmetic'],
    [{}, { access_method: 'columnar' }, 'access-method-changed cosmetic'],
    [{}, { inherits: [{ schema: 's', name: 'p' }] }, 'inheritance-changed additive'],
    [{ inherits: [{ schema: 's', name: 'p' }] }, {}, 'inheritance-changed breaking'],
    [{}, { row_security: 'on' }, 'row-security-changed breaking'],
    [{}, { replica_identity: 'full' }, 'replica-identity-changed additive'],
    [{}, { replica_identity: 'nothing' }, 'replica-identity-changed breaking'],
    [{}, { owner: 'p' }, 'owner-changed cosmetic'],
    [{}, { comment: 'x' }, 'comment-changed cosmetic'],
    [{}, { extension: 'x' }, 'extension-membership-changed cosmetic'],
  ])('%j → %j is %s', (before, after, expected) => {
    expect(graded(before, after)).toEqual([expected]);
  });

  test('attached and detached they stay the same object', () => {
    const bound = { schema: 's', name: 'parent', bound: 'DEFAULT' };
    const part = { ...table(), partition_of: bound, partition_key: null };
    const [whole, attached] = [objectOf('table', 'x', table()), objectOf('partition', 'x', part)];
    expect(grades(diffObjects(whole, attached).changes)).toEqual([
      'kind-changed additive',
      'partition-attached additive',
    ]);
    expect(grades(diffObjects(attached, whole).changes)).toEqual([
      'kind-changed breaking',
      'partition-detached breaking',
    ]);
    const moved = objectOf('partition', 'x', { ...part, partition_of: { ...bound, bound: 'X' } });
    expect(grades(diffObjects(attached, moved).changes)).toEqual(['partition-bound-changed breaking']);
    const other = objectOf('partition', 'x', { ...part, partition_of: { ...bound, name: 'X' } });
    expect(grades(diffObjects(attached, other).changes)).toEqual(['partition-parent-changed breaking']);
  });

  test('renamed or moved they keep their identity', () => {
    const before = objectOf('table', 'x', table());
    const after = { ...before, schema: 'archive', name: 'y', qualified_name: 'archive.y' };
    expect(diffObjects(before, after)).toEqual({
      renamed: {
        from: { schema: 's', name: 'x', qualified_name: 's.x' },
        to: { schema: 'archive', name: 'y', qualified_name: 'archive.y' },
      },
      changes: [],
    });
  });

  test('two objects have no difference', () => {
    const one = objectOf('table', 'x', table());
    const other = { ...one, identity: { ...one.identity, oid: 1 } };
    expect(() => diffObjects(one, other)).toThrow('not the same object');
    expect(() => diffObjects(one, objectOf('sequence', 'x', {}))).toThrow('not the same object');
  });
});
