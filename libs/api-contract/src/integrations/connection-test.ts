import { z } from 'zod';

export const connectionSteps = [
  'fields',
  'egress',
  'dns',
  'tcp',
  'tls',
  'authentication',
  'database',
  'privileges',
] as const;

export const ConnectionStep = z
  .object({
    step: z.enum(connectionSteps),
    outcome: z.enum(['passed', 'failed', 'skipped']),
    duration_ms: z.number().nonnegative(),
    detail: z.string().nullable(),
    hint: z
      .string()
      .nullable()
      .meta({ description: 'What to do, including the exact GRANT where one is missing.' }),
  })
  .meta({
    id: 'ConnectionStep',
    examples: [
      { step: 'dns', outcome: 'passed', duration_ms: 3.2, detail: 'resolved to 1 address', hint: null },
    ],
  });
export type ConnectionStep = z.infer<typeof ConnectionStep>;

export const ConnectionTest = z
  .object({
    ok: z.boolean(),
    failed_step: z.enum(connectionSteps).nullable(),
    reason: z.string().nullable().meta({ description: 'Class of the failure.' }),
    detail: z.string().nullable(),
    hint: z.string().nullable(),
    duration_ms: z.number().nonnegative(),
    steps: z.array(ConnectionStep),
    server: z.object({ version: z.string(), version_num: z.int(), is_standby: z.boolean() }).nullable(),
    tls: z
      .object({
        is_encrypted: z.boolean(),
        protocol: z.string().nullable(),
        verified: z.enum(['nothing', 'certificate', 'certificate-and-name']),
      })
      .nullable()
      .meta({ description: 'What was achieved; null where no connection was made.' }),
    schemas: z
      .array(
        z.object({
          schema: z.string(),
          has_usage: z.boolean(),
          relations: z.int(),
          accessible_relations: z.int().nullable(),
          routines: z.int(),
        }),
      )
      .meta({ description: 'What the role can see.' }),
  })
  .meta({ id: 'ConnectionTest', description: 'Every step of a connection test, with its time.' });
export type ConnectionTest = z.infer<typeof ConnectionTest>;
