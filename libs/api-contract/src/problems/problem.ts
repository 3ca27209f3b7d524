import { z } from 'zod';
import { ConnectionStep } from '../integrations/connection-test.ts';
import { answeredCodes } from './problem-registry.ts';

export const InputError = z
  .object({
    pointer: z.string().meta({
      description: 'JSON pointer into the body, `?name` for a query parameter, `Header-Name` for a header.',
    }),
    detail: z.string(),
  })
  .meta({ id: 'InputError', examples: [{ pointer: '/credential/host', detail: 'is required' }] });
export type InputError = z.infer<typeof InputError>;

/** RFC 9457. Members beyond those named here belong to a code, e.g. `sync_id` of `sync-already-running`. */
export const Problem = z
  .object({
    type: z.string().meta({ description: 'Address of the page that explains this code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'Path of the request.' }),
    code: z.enum(answeredCodes),
    retryable: z.boolean().meta({ description: 'Can the same request, unchanged, succeed later?' }),
    correlation_id: z.string(),
    hint: z.string().optional().meta({ description: 'What to do next, where that is known.' }),
    errors: z.array(InputError).optional(),
    step: z.string().optional().meta({ description: 'The step of the connection test that failed.' }),
    reason: z.string().optional().meta({ description: 'Class of the failure inside the step.' }),
    steps: z.array(ConnectionStep).optional(),
    sync_id: z.uuid().optional(),
  })
  .catchall(z.unknown())
  .meta({
    id: 'Problem',
    description: 'Problem details (RFC 9457), `application/problem+json`.',
    examples: [
      {
        type: '/problems/integration-not-found',
        title: 'There is no such integration',
        status: 404,
        detail: 'There is no integration 0198c0de-0000-7000-8000-000000000001',
        instance: '/integrations/0198c0de-0000-7000-8000-000000000001',
        code: 'integration-not-found',
        retryable: false,
        correlation_id: '0198c0de-0000-7000-8000-00000000c0de',
        hint: 'GET /integrations lists those there are.',
      },
    ],
  });
export type Problem = z.infer<typeof Problem>;
