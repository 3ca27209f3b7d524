import { z } from 'zod';
import { ObjectIdentity, ObjectKind, Timestamp, definitionSchemas, relationKinds } from '@cadastre/events';
import { Size } from './parts.ts';

/** What every object has in every list. */
const common = {
  identity: ObjectIdentity.meta({
    id: 'ObjectIdentity',
    description: 'Names the object inside its integration for as long as it lives, whatever it is called.',
  }),
  name: z.string().meta({ description: 'As stored in the database: unquoted.' }),
  qualified_name: z
    .string()
    .meta({ description: '`schema.name`, with the signature for a routine. For people.' }),
  owner: z.string(),
  comment: z.string().nullable(),
  extension: z.string().nullable().meta({ description: 'The extension that owns it, if one does.' }),
  first_seen_at: Timestamp,
  changed_at: Timestamp,
};
const inSchema = { ...common, schema: z.string() };

const partition = definitionSchemas.partition.shape;

export const RelationItem = z
  .object({
    kind: z.enum(relationKinds),
    ...inSchema,
    column_count: z.int().nonnegative(),
    row_estimate: z
      .number()
      .nonnegative()
      .nullable()
      .meta({ description: "The planner's; null: never analysed." }),
    size: Size.nullable(),
    partition_count: z.int().nonnegative().nullable().meta({ description: 'Direct partitions.' }),
    partition_of: partition.partition_of.nullable().optional(),
    partition_key: partition.partition_key.optional(),
    server: z.string().optional().meta({ description: 'Of a foreign table.' }),
    is_populated: z.boolean().optional().meta({ description: 'Of a materialized view.' }),
  })
  .meta({ id: 'RelationItem' });

export const SchemaItem = z
  .object({
    kind: z.literal('schema'),
    ...common,
    counts: z.object({
      relations: z.int().nonnegative(),
      routines: z.int().nonnegative(),
      types: z.int().nonnegative(),
      sequences: z.int().nonnegative(),
    }),
  })
  .meta({ id: 'SchemaItem' });

const routine = definitionSchemas.routine.shape;
export const RoutineItem = z
  .object({
    kind: z.literal('routine'),
    ...inSchema,
    routine_kind: routine.routine_kind,
    identity_arguments: routine.identity_arguments,
    arguments: routine.arguments,
    returns: routine.returns,
    language: routine.language,
  })
  .meta({ id: 'RoutineItem' });

export const TypeItem = z
  .object({ kind: z.literal('type'), ...inSchema, type_kind: definitionSchemas.type.shape.type_kind })
  .meta({ id: 'TypeItem' });

const sequence = definitionSchemas.sequence.shape;
export const SequenceItem = z
  .object({
    kind: z.literal('sequence'),
    ...inSchema,
    data_type: sequence.data_type,
    owned_by: sequence.owned_by,
  })
  .meta({ id: 'SequenceItem' });

export const ExtensionItem = z
  .object({
    kind: z.literal('extension'),
    ...common,
    version: z.string(),
    schema: z.string().meta({ description: 'Where its relocatable objects live.' }),
  })
  .meta({ id: 'ExtensionItem' });

export const CatalogKind = ObjectKind.meta({ id: 'CatalogKind' });

/** An object of any kind in a list: what all have, and a few members of its kind. */
export const ObjectItem = z
  .looseObject({
    kind: CatalogKind,
    ...common,
    owner: z.string().nullable().meta({ description: 'Null for kinds that PostgreSQL keeps no owner of.' }),
    schema: z.string().nullable().meta({ description: 'Null for objects outside any schema.' }),
  })
  .meta({
    id: 'ObjectItem',
    description: 'An object of any kind. Besides these members it has a few that its kind is known by.',
  });
