import { z } from 'zod';
import { IntegrationId, SslMode, SyncId, Timestamp } from '@cadastre/events';
import { pageOf } from '../http/page.ts';
import { ConnectionStep } from './connection-test.ts';
import { Options } from './options.ts';

export const integrationStatuses = ['active', 'disabled', 'deleted'] as const;

const integration = {
  integration_id: IntegrationId,
  integration_type: z.literal('POSTGRESQL'),
  name: z.string(),
  status: z.enum(integrationStatuses),
  host: z.string(),
  port: z.int(),
  database_name: z.string(),
  username: z.string(),
  ssl_mode: SslMode,
  password: z
    .object({ set: z.boolean(), updated_at: Timestamp })
    .meta({ description: 'That there is one, and since when; never what it is.' }),
  options: Options,
  latest_sync_id: SyncId.nullable().meta({ description: 'The sync started last, running or not.' }),
  running_sync_id: SyncId.nullable(),
  queued_sync_id: SyncId.nullable().meta({ description: 'Starts when the running one ends.' }),
  created_at: Timestamp,
  updated_at: Timestamp,
  deleted_at: Timestamp.nullable(),
};

const example = {
  integration_id: '0198c0de-0000-7000-8000-000000000001',
  integration_type: 'POSTGRESQL' as const,
  name: 'shop',
  status: 'active' as const,
  host: 'db.example.com',
  port: 5432,
  database_name: 'shop',
  username: 'cadastre',
  ssl_mode: 'verify-full' as const,
  password: { set: true, updated_at: '2026-01-05T09:00:00.000Z' },
  options: { include_schemas: null, exclude_schemas: [], statement_timeout_ms: 300_000 },
  latest_sync_id: '0198c0de-0000-7000-8000-000000000002',
  running_sync_id: '0198c0de-0000-7000-8000-000000000002',
  queued_sync_id: null,
  created_at: '2026-01-05T09:00:00.000Z',
  updated_at: '2026-01-05T09:00:00.000Z',
  deleted_at: null,
};

/** A database on the register, with everything of its credential that is not secret. */
export const Integration = z
  .object(integration)
  .meta({ id: 'Integration', description: 'A database on the register.', examples: [example] });
export type Integration = z.infer<typeof Integration>;

/** Of the integrations that reach the same database, at most so many are named. */
export const mostSameDatabase = 10;

/** The answer to a registration: the integration, and the sync that was started with it. */
export const RegisteredIntegration = z
  .object({
    ...integration,
    sync_id: SyncId,
    same_database: z
      .array(z.object({ integration_id: IntegrationId, name: z.string() }))
      .max(mostSameDatabase)
      .meta({
        description:
          'Integrations that were there before with the same host, port and database, oldest first: often somebody registered it already. No error, for two may read different schemas or as different roles; `DELETE /integrations/{integration_id}` takes this one back. Other names of the same host, and what is registered at the same moment, are not seen.',
      }),
    warnings: z.array(ConnectionStep).optional().meta({
      description:
        'Steps of the connection test that were passed with a remark: `detail` says what was found, `hint` what is better, as for a role that is a superuser or sees only some schemas. Left out where there is none, and where the same request is taken up again after the process that carried it out has died.',
    }),
  })
  .meta({
    id: 'RegisteredIntegration',
    examples: [{ ...example, sync_id: example.latest_sync_id, same_database: [] }],
  });
export type RegisteredIntegration = z.infer<typeof RegisteredIntegration>;

export const IntegrationPage = pageOf(Integration, {
  id: 'IntegrationPage',
  description: 'Integrations, newest first unless asked otherwise.',
});
