import { definitionDefaults, type CatalogChange, type DefinitionOf, type ObjectKind } from '@cadastre/events';
import { diffObjects } from '../src/diff-objects.ts';
import { objectOf } from './arbitrary-objects.ts';

type Table = DefinitionOf<'table'>;
type Column = Table['columns'][number];
type Constraint = Table['constraints'][number];
type Index = Table['indexes'][number];
type Trigger = Table['triggers'][number];

const common = { ...definitionDefaults.commonDefaults, owner: 'o', comment: null, extension: null };

export const column = (change: Partial<Column> = {}): Column => ({
  ...definitionDefaults.columnDefaults,
  attnum: 1,
  name: 'c',
  type: 'integer',
  not_null: false,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  storage: 'plain',
  compression: null,
  is_local: true,
  comment: null,
  ...change,
});

export const constraint = (change: Partial<Constraint> = {}): Constraint => ({
  ...definitionDefaults.constraintDefaults,
  name: 'k',
  type: 'check',
  columns: ['c'],
  references: null,
  deferrable: false,
  initially_deferred: false,
  validated: true,
  is_local: true,
  definition: 'CHECK ((c > 0))',
  comment: null,
  ...change,
});

export const index = (change: Partial<Index> = {}): Index => ({
  ...definitionDefaults.indexDefaults,
  name: 'i',
  method: 'btree',
  unique: false,
  primary: false,
  valid: true,
  keys: [{ column: 'c', expression: null, descending: false, nulls_first: false }],
  include: [],
  predicate: null,
  definition: `CREATE ${change.unique === true ? 'UNIQUE ' : ''}INDEX i ON s.t USING btree (c)`,
  comment: null,
  ...change,
});

export const trigger = (change: Partial<Trigger> = {}): Trigger => ({
  ...definitionDefaults.triggerDefaults,
  name: 'g',
  timing: 'after',
  events: ['insert'],
  level: 'row',
  function: { schema: 's', name: 'f' },
  enabled: 'origin',
  definition: 'CREATE TRIGGER g AFTER INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()',
  comment: null,
  ...change,
});

export const table = (change: Partial<Table> = {}): Table => ({
  ...common,
  ...definitionDefaults.tableDefaults,
  columns: [],
  options: [],
  triggers: [],
  persistence: 'permanent',
  access_method: 'heap',
  tablespace: null,
  indexes: [],
  constraints: [],
  inherits: [],
  row_security: 'off',
  replica_identity: 'default',
  ...change,
});

export const sequence = (change: Partial<DefinitionOf<'sequence'>> = {}): DefinitionOf<'sequence'> => ({
  ...common,
  ...definitionDefaults.sequenceDefaults,
  persistence: 'permanent',
  data_type: 'integer',
  start: '1',
  increment: '1',
  minimum: '1',
  maximum: '9007199254740993',
  cache: '1',
  cycles: false,
  is_identity: false,
  owned_by: null,
  ...change,
});

export const routine = (change: Partial<DefinitionOf<'routine'>> = {}): DefinitionOf<'routine'> => ({
  ...common,
  ...definitionDefaults.routineDefaults,
  routine_kind: 'function',
  identity_arguments: 'a integer',
  arguments: 'a integer',
  returns: 'integer',
  language: 'sql',
  volatility: 'stable',
  parallel: 'unsafe',
  strict: false,
  leakproof: false,
  security_definer: false,
  cost: 100,
  rows: 0,
  configuration: [],
  definition: 'select a',
  truncated: false,
  ...change,
});

export const type = (change: Partial<DefinitionOf<'type'>> = {}): DefinitionOf<'type'> => ({
  ...common,
  ...definitionDefaults.typeDefaults,
  type_kind: 'enum',
  labels: [],
  domain: null,
  attributes: [],
  subtype: null,
  ...change,
});

export const domain = (change: Partial<NonNullable<DefinitionOf<'type'>['domain']>> = {}) =>
  type({
    type_kind: 'domain',
    domain: {
      base_type: 'character varying(10)',
      not_null: false,
      not_null_constraint: null,
      default: null,
      collation: null,
      constraints: [],
      ...change,
    },
  });

export const changesOf = <Kind extends ObjectKind>(
  kind: Kind,
  before: DefinitionOf<Kind>,
  after: DefinitionOf<Kind>,
): CatalogChange[] => diffObjects(objectOf(kind, 'x', before), objectOf(kind, 'x', after)).changes;

/** `column-added additive`: what most tests want to know. */
export const grades = (changes: readonly CatalogChange[]): string[] =>
  changes.map(({ change, grade }) => `${change} ${grade}`);
