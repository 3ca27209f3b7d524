import { randomUUID } from 'node:crypto';
import type { PostgresEventStore } from '@cadastre/event-store';
import { IntegrationId, IntegrationRegistered, integrationStream } from '@cadastre/events';
import { command } from '../append/examples.ts';

const perCommit = 200;

const registered = (id: IntegrationId) =>
  IntegrationRegistered.create({
    integration_id: id,
    integration_type: 'POSTGRESQL',
    name: 'shop',
    target: {
      host: 'db.example.com',
      port: 5432,
      database_name: 'shop',
      username: 'cadastre',
      ssl_mode: 'require',
    },
    credential_version: 1,
    options: {},
    registered_at: new Date().toISOString(),
  });

/** Integrations without a running sync, so that each takes one command; made before anything is measured. */
export const idleIntegrations = async (store: PostgresEventStore, count: number): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => IntegrationId.parse(randomUUID()));
  for (let at = 0; at < count; at += perCommit) {
    await store.append({
      metadata: command(),
      streams: ids.slice(at, at + perCommit).map((id) => ({
        streamId: integrationStream(id),
        expectedVersion: 0,
        events: [registered(id)],
      })),
    });
  }
  return ids;
};
