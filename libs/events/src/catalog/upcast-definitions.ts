import { partKeyOf } from '../definitions/part-order.ts';
import {
  columnDefaults,
  columnSettingsDefaults,
  commonDefaults,
  constraintDefaults,
  indexDefaults,
  indexSettingsDefaults,
  materializedViewDefaults,
  routineDefaults,
  sequenceDefaults,
  tableDefaults,
  triggerDefaults,
  typeDefaults,
  viewDefaults,
} from '../definitions/defaults.ts';

type Members = Readonly<Record<string, unknown>>;

/** What kinds of object have gained besides what all have. */
const objectDefaults: Readonly<Record<string, Members>> = {
  type: typeDefaults,
  table: tableDefaults,
  'partitioned-table': tableDefaults,
  partition: tableDefaults,
  view: viewDefaults,
  'materialized-view': materializedViewDefaults,
  sequence: sequenceDefaults,
  routine: routineDefaults,
};
const partDefaults: Readonly<Record<string, Members>> = {
  columns: columnDefaults,
  constraints: constraintDefaults,
  indexes: indexDefaults,
  triggers: triggerDefaults,
};
const settingsDefaults: Readonly<Record<string, Members>> = {
  columns: columnSettingsDefaults,
  indexes: indexSettingsDefaults,
};

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;

const upcastSettings = (collection: string, settings: unknown): unknown =>
  isMembers(settings) ? { ...settingsDefaults[collection], ...settings } : settings;

const upcastPart = (collection: string, part: unknown): unknown => {
  if (!isMembers(part)) return part;
  const lifted = { ...partDefaults[collection], ...part };
  return 'settings' in lifted ? { ...lifted, settings: upcastSettings(collection, lifted.settings) } : lifted;
};

const domainDefaults = { not_null_constraint: null };
const domainConstraintDefaults = { comment: null };

const upcastDomain = (domain: unknown): unknown => {
  if (!isMembers(domain)) return domain;
  const constraints = Array.isArray(domain.constraints) ? (domain.constraints as Members[]) : [];
  return {
    ...domainDefaults,
    ...domain,
    constraints: constraints.map((constraint) => ({ ...domainConstraintDefaults, ...constraint })),
  };
};

const upcastField = (name: string, value: unknown): unknown => {
  if (name === 'domain') return upcastDomain(value);
  return Array.isArray(value) && Object.hasOwn(partDefaults, name)
    ? value.map((part) => upcastPart(name, part))
    : value;
};

/** A definition of any older version as one of today: what it lacks is added, so that it may be lifted more than once. */
export const upcastDefinition = (kind: string, definition: Members): Members => ({
  ...(objectDefaults[kind] ?? commonDefaults),
  ...Object.fromEntries(
    Object.entries(definition).map(([name, value]) => [name, upcastField(name, value)] as const),
  ),
});

type Change = { readonly path: readonly string[]; readonly before: unknown; readonly after: unknown };

/** A change of any older version as one of today: what it adds or replaces as a whole gets the new fields. */
export const upcastChange = <C extends Change>(change: C): C => {
  const lift = liftAt(change.path);
  return { ...change, before: lift(change.before), after: lift(change.after) };
};

const liftAt = ([first = '', ...inside]: readonly string[]): ((value: unknown) => unknown) => {
  if (inside.length === 0) return (value) => upcastField(first, value);
  if (first === 'domain' && inside[0] === 'constraints' && inside.length === 2) {
    return (value) => (isMembers(value) ? { ...domainConstraintDefaults, ...value } : value);
  }
  if (inside.length === 2 && inside[1] === 'settings') return (value) => upcastSettings(first, value);
  const isWholePart = inside.length === 1 && partKeyOf(first) !== undefined;
  return (value) => (isWholePart ? upcastPart(first, value) : value);
};
