import { z } from 'zod';
import { definitionSchemas, objectKinds, type ObjectKind } from '@cadastre/events';
import { pageOf } from '../http/page.ts';
import {
  ExtensionItem,
  ObjectItem,
  RelationItem,
  RoutineItem,
  SchemaItem,
  SequenceItem,
  TypeItem,
} from './objects.ts';
import { Column, Constraint, Index, Reference, Trigger, sharedParts } from './parts.ts';

const described = 'in the order asked for; with `fields`, items have these members only';
export const RelationList = pageOf(RelationItem, {
  id: 'RelationList',
  description: `Relations, ${described}.`,
});
export const SchemaList = pageOf(SchemaItem, { id: 'SchemaList', description: `Schemas, ${described}.` });
export const RoutineList = pageOf(RoutineItem, { id: 'RoutineList', description: `Routines, ${described}.` });
export const TypeList = pageOf(TypeItem, { id: 'TypeList', description: `Types, ${described}.` });
export const SequenceList = pageOf(SequenceItem, {
  id: 'SequenceList',
  description: `Sequences, ${described}.`,
});
export const ExtensionList = pageOf(ExtensionItem, {
  id: 'ExtensionList',
  description: `Extensions, ${described}.`,
});

const {
  columns: _c,
  constraints: _k,
  indexes: _i,
  triggers: _t,
  ...tableParts
} = definitionSchemas.table.shape;

/** The parts that every relation has are there for each, empty where the kind cannot have any. */
export const RelationDetail = RelationItem.extend({
  ...z.object(tableParts).partial().shape,
  owner: z.string(),
  comment: z.string().nullable(),
  extension: z.string().nullable(),
  columns: z.array(Column),
  constraints: z.array(Constraint),
  indexes: z.array(Index),
  triggers: z.array(Trigger),
  definition: z.string().optional().meta({ description: 'The query of a view or materialized view.' }),
  foreign_options: z.array(z.string()).optional(),
  referenced_by: z
    .array(Reference)
    .meta({ description: 'At most 200; `referenced_by_count` has how many there are.' }),
  referenced_by_count: z.int().nonnegative(),
}).meta({ id: 'RelationDetail', description: 'A relation with all its parts, and what points to it.' });

export const RoutineDetail = RoutineItem.extend(definitionSchemas.routine.shape).meta({
  id: 'RoutineDetail',
});
export const RoutineOverloads = z
  .object({ items: z.array(RoutineDetail) })
  .meta({ id: 'RoutineOverloads', description: 'All routines of one name, one for each signature.' });
export const TypeDetail = TypeItem.extend(definitionSchemas.type.shape).meta({ id: 'TypeDetail' });
export const SequenceDetail = SequenceItem.extend(definitionSchemas.sequence.shape).meta({
  id: 'SequenceDetail',
});

export const ObjectList = pageOf(ObjectItem, { id: 'ObjectList', description: `Objects, ${described}.` });

const membersOf = (shape: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> =>
  Object.fromEntries(Object.entries(shape).map(([name, member]) => [name, sharedParts[name] ?? member]));

/** `DefaultPrivilegesObject` and so on: an object with the whole definition of its kind. */
const detailOf = (kind: ObjectKind) =>
  ObjectItem.extend({ ...membersOf(definitionSchemas[kind].shape), kind: z.literal(kind) }).meta({
    id: `${kind.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Object`,
  });

export const ObjectDetail = z.union(objectKinds.map(detailOf)).meta({
  id: 'ObjectDetail',
  description: 'An object with its whole definition, which is that of its kind.',
});

/** Every member that an object of some kind can have. */
export const objectMembers = [
  ...new Set(objectKinds.flatMap((kind) => Object.keys(definitionSchemas[kind].shape))),
];
