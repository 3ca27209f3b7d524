import { describe, expect, test } from '@jest/globals';
import { definitionDefaults, type DefinitionOf, type Grant } from '@cadastre/events';
import { changesOf, grades } from '../../test/example-objects.ts';

const common = { ...definitionDefaults.commonDefaults, owner: 'o', comment: null, extension: null };
const ownerless = { ...common, owner: null };

const cast = (change: Partial<DefinitionOf<'cast'>>): DefinitionOf<'cast'> => ({
  ...ownerless,
  source: 's.a',
  target: 's.b',
  method: 'function',
  function: 's.f(s.a)',
  context: 'assignment',
  ...change,
});

test.each<[Partial<DefinitionOf<'cast'>>, string]>([
  [{ context: 'implicit' }, 'cast-context-changed additive'],
  [{ context: 'explicit' }, 'cast-context-changed breaking'],
  [{ function: 's.g(s.a)' }, 'cast-function-changed breaking'],
  [{ comment: 'x' }, 'comment-changed cosmetic'],
])('a cast that changed by %j: %s', (change, expected) => {
  expect(grades(changesOf('cast', cast({}), cast(change)))).toEqual([expected]);
});

describe('a publication', () => {
  type Publication = DefinitionOf<'publication'>;
  const published = { schema: 's', name: 't', columns: ['id', 'note'], filter: null };
  const other = { ...published, name: 'u' };
  const publication = (change: Partial<Publication>): Publication => ({
    ...common,
    all_tables: false,
    operations: ['insert', 'update'],
    via_root: false,
    generated_columns: 'none',
    tables: [published],
    schemas: [],
    ...change,
  });
  test.each<[Partial<Publication>, string]>([
    [{ tables: [published, other] }, 'publication-tables-changed additive'],
    [{ tables: [other] }, 'publication-tables-changed breaking'],
    [{ tables: [{ ...published, columns: ['id'] }] }, 'publication-tables-changed breaking'],
    [{ tables: [{ ...published, filter: '(id > 1)' }] }, 'publication-tables-changed breaking'],
    [{ operations: ['insert', 'update', 'delete'] }, 'publication-operations-changed additive'],
    [{ operations: ['update'] }, 'publication-operations-changed breaking'],
    [{ schemas: ['s'] }, 'publication-schemas-changed additive'],
    [{ all_tables: true }, 'publication-scope-changed additive'],
    [{ via_root: true }, 'publication-root-changed breaking'],
    [{ generated_columns: 'stored' }, 'publication-generated-columns-changed additive'],
  ])('that changed by %j: %s', (change, expected) => {
    expect(grades(changesOf('publication', publication({}), publication(change)))).toEqual([expected]);
  });
});

describe('an operator class', () => {
  type Class = DefinitionOf<'operator-class'>;
  const less = { strategy: 1, operator: 's.<(s.a,s.a)', sort_family: null };
  const compare = { number: 1, left: 's.a', right: 's.a', function: 's.c(s.a,s.a)' };
  const operatorClass = (change: Partial<Class>): Class => ({
    ...common,
    method: 'btree',
    family: { schema: 's', name: 'f' },
    input_type: 's.a',
    storage_type: null,
    is_default: true,
    operators: [less],
    functions: [compare],
    ...change,
  });
  test.each<[Partial<Class>, string]>([
    [{ operators: [less, { ...less, strategy: 2 }] }, 'family-operators-changed additive'],
    [{ operators: [] }, 'family-operators-changed breaking'],
    [{ functions: [{ ...compare, function: 's.d(s.a,s.a)' }] }, 'family-functions-changed breaking'],
    [{ is_default: false }, 'operator-class-default-changed breaking'],
  ])('that changed by %j: %s', (change, expected) => {
    expect(grades(changesOf('operator-class', operatorClass({}), operatorClass(change)))).toEqual([expected]);
  });
});

describe('default privileges', () => {
  type Defaults = DefinitionOf<'default-privileges'>;
  const grant: Grant = { grantee: null, grantor: 'o', privileges: ['SELECT'], grantable: [] };
  const defaults = (grants: Grant[]): Defaults => ({
    ...ownerless,
    role: 'o',
    object_type: 'tables',
    grants,
  });
  test.each<[Grant[], string]>([
    [[{ ...grant, privileges: ['SELECT', 'INSERT'] }], 'default-privileges-changed additive'],
    [[], 'default-privileges-changed breaking'],
    [[{ ...grant, grantor: 'p' }], 'default-privileges-changed cosmetic'],
  ])('that became %j: %s', (grants, expected) => {
    expect(grades(changesOf('default-privileges', defaults([grant]), defaults(grants)))).toEqual([expected]);
  });
});

describe('a subscription', () => {
  type Subscription = DefinitionOf<'subscription'>;
  const subscription = (change: Partial<Subscription>): Subscription => ({
    ...common,
    enabled: true,
    slot_name: 'slot',
    publications: ['p'],
    options: ['binary=off'],
    ...change,
  });
  test.each<[Partial<Subscription>, string]>([
    [{ enabled: false }, 'subscription-enabled-changed breaking'],
    [{ publications: ['p', 'q'] }, 'subscription-publications-changed additive'],
    [{ publications: ['q'] }, 'subscription-publications-changed breaking'],
    [{ slot_name: null }, 'subscription-slot-changed cosmetic'],
    [{ options: ['binary=on'] }, 'subscription-options-changed breaking'],
  ])('that changed by %j: %s', (change, expected) => {
    expect(grades(changesOf('subscription', subscription({}), subscription(change)))).toEqual([expected]);
  });
});
