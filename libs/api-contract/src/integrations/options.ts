import { z } from 'zod';
import { IntegrationOptions } from '@cadastre/events';
import { text } from '../http/text.ts';

const schemaNames = z.array(text({ max: 255 })).max(1_000);

/** As it is sent: every field may be left out. */
export const OptionsInput = z
  .strictObject({
    include_schemas: schemaNames
      .min(1)
      .nullable()
      .optional()
      .meta({ description: "Only these schemas are catalogued; null for all but PostgreSQL's own." }),
    exclude_schemas: schemaNames.optional(),
    statement_timeout_ms: z
      .int()
      .min(1_000)
      .max(3_600_000)
      .optional()
      .meta({ description: 'Bound of one statement on the target, in milliseconds.' }),
  })
  .meta({ id: 'OptionsInput', examples: [{ exclude_schemas: ['scratch'] }] });
export type OptionsInput = z.output<typeof OptionsInput>;

/** As it is answered: complete. */
export const Options = IntegrationOptions.meta({ id: 'Options' });
