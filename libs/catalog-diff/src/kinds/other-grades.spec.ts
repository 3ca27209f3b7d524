import { describe, expect, test } from '@jest/globals';
import { definitionDefaults, type DefinitionOf } from '@cadastre/events';
import { changesOf, column, domain, grades, routine, sequence, type } from '../../test/example-objects.ts';

type Type = DefinitionOf<'type'>;
const common = { ...definitionDefaults.commonDefaults, owner: 'o', comment: null, extension: null };

describe('enum labels', () => {
  const change = (before: string[], after: string[]) =>
    changesOf('type', type({ labels: before }), type({ labels: after })).map(
      ({ change: name, part, grade }) => `${name} ${part} ${grade}`,
    );

  test.each([
    [['a', 'b'], ['a', 'x', 'b'], 'enum-label-added x additive'],
    [['a'], ['a', 'b', 'c'], 'enum-label-added null additive'],
    [['a', 'b'], ['b'], 'enum-label-dropped a breaking'],
    [['a', 'b'], ['a', 'B'], 'enum-label-renamed B breaking'],
    [['a', 'b'], ['b', 'a'], 'enum-labels-changed null breaking'],
    [['a', 'b', 'c'], ['x', 'b'], 'enum-labels-changed null breaking'],
  ])('%j → %j is %s', (before, after, expected) => {
    expect(change(before, after)).toEqual([expected]);
  });
});

describe('domains', () => {
  const graded = (before: Parameters<typeof domain>[0], after: Parameters<typeof domain>[0]) =>
    grades(changesOf('type', domain(before), domain(after)));
  const check = { name: 'k', definition: 'CHECK (VALUE > 0)', validated: true, comment: null };

  test.each<[Parameters<typeof domain>[0], Parameters<typeof domain>[0], string]>([
    [{}, { base_type: 'text' }, 'domain-type-changed additive'],
    [{}, { base_type: 'character varying(9)' }, 'domain-type-changed breaking'],
    [{}, { not_null: true }, 'domain-not-null-added breaking'],
    [{ not_null: true }, {}, 'domain-not-null-dropped additive'],
    [{}, { default: '1' }, 'domain-default-changed additive'],
    [{ default: '1' }, {}, 'domain-default-changed breaking'],
    [{}, { collation: 'C' }, 'domain-collation-changed breaking'],
    [{}, { constraints: [check] }, 'domain-constraint-added breaking'],
    [{ constraints: [check] }, {}, 'domain-constraint-dropped additive'],
    [
      { constraints: [check] },
      { constraints: [{ ...check, name: 'l' }] },
      'domain-constraint-renamed cosmetic',
    ],
    [
      { constraints: [check] },
      { constraints: [{ ...check, validated: false }] },
      'domain-constraint-validation-changed additive',
    ],
    [
      { constraints: [check] },
      { constraints: [{ ...check, definition: 'x' }] },
      'domain-constraint-definition-changed breaking',
    ],
  ])('%j → %j is %s', (before, after, expected) => {
    expect(graded(before, after)).toEqual([expected]);
  });

  test('what was no domain and is one now changed as a whole', () => {
    expect(grades(changesOf('type', type(), domain()))).toEqual([
      'type-kind-changed breaking',
      'domain-changed breaking',
    ]);
  });
});

describe('composite and range types', () => {
  const attribute = (name: string, change: Partial<Type['attributes'][number]> = {}) => ({
    name,
    type: 'integer',
    collation: null,
    comment: null,
    ...change,
  });
  const graded = (before: Type['attributes'], after: Type['attributes']) =>
    grades(changesOf('type', type({ attributes: before }), type({ attributes: after })));

  test('more attributes at the end are a gift, all other changes are not, other words are none', () => {
    const [a, b] = [attribute('a'), attribute('b')];
    expect(graded([a], [a, b])).toEqual(['type-attributes-changed additive']);
    expect(graded([a], [b, a])).toEqual(['type-attributes-changed breaking']);
    expect(graded([a, b], [a])).toEqual(['type-attributes-changed breaking']);
    expect(graded([a], [attribute('a', { type: 'bigint' })])).toEqual(['type-attributes-changed breaking']);
    expect(graded([a], [attribute('a', { comment: 'x' })])).toEqual(['type-attributes-changed cosmetic']);
  });

  test('another subtype is another type', () => {
    expect(grades(changesOf('type', type(), type({ subtype: 'date' })))).toEqual([
      'type-subtype-changed breaking',
    ]);
  });
});

describe('routines', () => {
  test.each<[Partial<DefinitionOf<'routine'>>, string]>([
    [{ returns: 'text' }, 'routine-returns-changed breaking'],
    [{ arguments: 'a integer DEFAULT 1' }, 'routine-arguments-changed additive'],
    [{ volatility: 'volatile' }, 'routine-volatility-changed breaking'],
    [{ volatility: 'immutable' }, 'routine-volatility-changed additive'],
    [{ strict: true }, 'routine-strict-changed breaking'],
    [{ security_definer: true }, 'routine-security-changed breaking'],
    [{ definition: 'select 1' }, 'routine-definition-changed additive'],
    [{ configuration: ['search_path=s'] }, 'routine-configuration-changed additive'],
    [{ routine_kind: 'procedure' }, 'routine-kind-changed breaking'],
    [{ language: 'plpgsql' }, 'routine-language-changed cosmetic'],
    [{ parallel: 'safe' }, 'routine-parallel-changed cosmetic'],
    [{ leakproof: true }, 'routine-leakproof-changed cosmetic'],
    [{ cost: 1 }, 'routine-cost-changed cosmetic'],
    [{ rows: 1 }, 'routine-rows-changed cosmetic'],
    [{ truncated: true }, 'routine-truncation-changed cosmetic'],
  ])('%j is %s', (change, expected) => {
    expect(grades(changesOf('routine', routine(), routine(change)))).toEqual([expected]);
  });

  test('other arguments to call it by are breaking, with whatever defaults', () => {
    const after = routine({ identity_arguments: 'a text', arguments: 'a text' });
    expect(grades(changesOf('routine', routine(), after))).toEqual([
      'routine-identity-arguments-changed breaking',
      'routine-arguments-changed breaking',
    ]);
  });
});

describe('sequences', () => {
  test.each<[Partial<DefinitionOf<'sequence'>>, string]>([
    [{ data_type: 'bigint' }, 'sequence-type-changed additive'],
    [{ data_type: 'smallint' }, 'sequence-type-changed breaking'],
    [{ increment: '50' }, 'sequence-increment-changed breaking'],
    [{ minimum: '0' }, 'sequence-minimum-changed additive'],
    [{ minimum: '2' }, 'sequence-minimum-changed breaking'],
    [{ maximum: '9007199254740992' }, 'sequence-maximum-changed breaking'],
    [{ maximum: '9007199254740994' }, 'sequence-maximum-changed additive'],
    [{ maximum: 'many' }, 'sequence-maximum-changed breaking'],
    [{ start: '5' }, 'sequence-start-changed cosmetic'],
    [{ cache: '5' }, 'sequence-cache-changed cosmetic'],
    [{ cycles: true }, 'sequence-cycles-changed additive'],
    [{ is_identity: true }, 'sequence-identity-changed cosmetic'],
    [{ owned_by: { schema: 's', name: 't', column: 'c' } }, 'sequence-ownership-changed cosmetic'],
  ])('%j is %s', (change, expected) => {
    expect(grades(changesOf('sequence', sequence(), sequence(change)))).toEqual([expected]);
  });
});

describe('views, foreign tables, extensions', () => {
  const view = {
    ...common,
    ...definitionDefaults.viewDefaults,
    columns: [],
    options: [],
    triggers: [],
    definition: 'SELECT 1',
  };
  const materialized = {
    ...view,
    ...definitionDefaults.materializedViewDefaults,
    persistence: 'permanent' as const,
    access_method: 'heap',
    tablespace: null,
    indexes: [],
    is_populated: true,
  };
  const foreign = {
    ...common,
    columns: [],
    options: [],
    triggers: [],
    constraints: [],
    inherits: [],
    partition_of: null,
    server: 'one',
    foreign_options: [],
  };

  test('a view promises its columns, and who sees what', () => {
    expect(grades(changesOf('view', view, { ...view, definition: 'SELECT 2' }))).toEqual([
      'view-definition-changed additive',
    ]);
    expect(grades(changesOf('view', { ...view, columns: [column()] }, view))).toEqual([
      'column-dropped breaking',
    ]);
    expect(grades(changesOf('view', view, { ...view, options: ['security_barrier=true'] }))).toEqual([
      'view-options-changed breaking',
    ]);
  });

  test('a materialized view that was emptied fails every query', () => {
    const emptied = { ...materialized, is_populated: false };
    expect(grades(changesOf('materialized-view', materialized, emptied))).toEqual([
      'view-population-changed breaking',
    ]);
    expect(grades(changesOf('materialized-view', emptied, materialized))).toEqual([
      'view-population-changed additive',
    ]);
  });

  test('a foreign table from elsewhere has other rows', () => {
    const moved = { ...foreign, server: 'two', foreign_options: ['table_name=x'] };
    expect(grades(changesOf('foreign-table', foreign, moved))).toEqual([
      'foreign-server-changed breaking',
      'foreign-options-changed breaking',
    ]);
  });

  test.each([
    ['1.5', '1.6', 'additive'],
    ['1.6', '2.0', 'breaking'],
  ])('an extension from %s to %s is %s', (before, after, grade) => {
    const extension = (version: string) => ({ ...common, version, schema: 'public', relocatable: true });
    expect(grades(changesOf('extension', extension(before), extension(after)))).toEqual([
      `extension-version-changed ${grade}`,
    ]);
  });
});
