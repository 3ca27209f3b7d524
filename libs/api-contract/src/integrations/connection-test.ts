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
    duration_ms: z.number().nonnegative(),
    server_version: z.string().nullable(),
    tls: z
      .boolean()
      .nullable()
      .meta({ description: 'Is the connection encrypted? null where none was made.' }),
    steps: z.array(ConnectionStep),
  })
  .meta({ id: 'ConnectionTest', description: 'Every step of a connection test, with its time.' });
export type ConnectionTest = z.infer<typeof ConnectionTest>;
