import { z } from 'zod';

export const toComponent = (id: string): string => `#/components/schemas/${id}`;

/** The id a schema is registered under, if it has one. */
export const idOf = (schema: z.ZodType): string | undefined => z.globalRegistry.get(schema)?.id;

/** `X.prefault({})` and the like are X to a reader of the document. */
export const innermost = (schema: z.ZodType): z.ZodType => {
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return idOf(schema) === undefined && innerType !== undefined ? innermost(innerType) : schema;
};

/** A schema where it is used: by reference if it has an id, else in full, with references to those inside. */
export const schemaReference = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const id = idOf(innermost(schema));
  if (id !== undefined) return { $ref: toComponent(id) };
  const {
    $schema: _dialect,
    $defs: _parts,
    ...inline
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return JSON.parse(JSON.stringify(inline).replaceAll('"#/$defs/', '"#/components/schemas/')) as Record<
    string,
    unknown
  >;
};
