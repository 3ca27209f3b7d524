import type { Command } from 'commander';
import { TenantId } from '@cadastre/events';
import type { ApiKey } from '@cadastre/integration-api';
import { withDatabase } from './database.ts';
import { print } from './print.ts';
import { toKeyId } from './to-key-id.ts';

type Options = { tenant: string; database?: string; json?: boolean; name: string };

const tenantOf = (text: string): string => {
  const parsed = TenantId.safeParse(text);
  if (!parsed.success)
    throw new Error('a tenant is a label: lower-case letters, digits, - and _, at most 63');
  return parsed.data;
};

const describe = ({ keyId, name, createdAt, revokedAt }: ApiKey): string =>
  `${keyId}  ${createdAt.toISOString()}  ${revokedAt === null ? 'valid  ' : 'revoked'}  ${name}`;

/** `cadastre api-key create | list | revoke`. */
export const addApiKey = (program: Command): void => {
  const command = program
    .command('api-key')
    .description('keys that callers of the API send as a bearer token');
  const sub = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .option('--tenant <tenant>', 'whose key it is', 'default')
      .option('--database <url>', 'our own database (default: CADASTRE_DATABASE_URL, or the embedded server)')
      .option('--json', 'print JSON');

  sub('create', 'make a key; it is shown this once')
    .requiredOption('--name <name>', 'what the key is for')
    .action(async ({ tenant, name, database, json }: Options) => {
      const { createApiKey } = await import('./api-keys.ts');
      const made = await withDatabase(database, (pool) =>
        createApiKey(pool, { tenantId: tenantOf(tenant), name }),
      );
      print(json === true, { ...made.key, secret: made.secret }, [
        made.secret,
        `Send it as "Authorization: Bearer …". It cannot be shown again; revoke it with: cadastre api-key revoke --tenant ${tenant} ${made.key.keyId}`,
      ]);
    });
  sub('list', 'all keys of a tenant').action(async ({ tenant, database, json }: Options) => {
    const { listApiKeys } = await import('./api-keys.ts');
    const keys = await withDatabase(database, (pool) => listApiKeys(pool, { tenantId: tenantOf(tenant) }));
    print(json === true, keys, keys.length === 0 ? [`tenant ${tenant} has no keys`] : keys.map(describe));
  });
  sub('revoke', 'end a key at once')
    .argument('<key-id>', 'as "list" shows it', toKeyId)
    .action(async (keyId: string, { tenant, database, json }: Options) => {
      const { revokeApiKey } = await import('./api-keys.ts');
      const isRevoked = await withDatabase(database, (pool) =>
        revokeApiKey(pool, { tenantId: tenantOf(tenant), keyId }),
      );
      print(json === true, { revoked: isRevoked }, [
        isRevoked ? 'revoked' : `tenant ${tenant} has no valid key ${keyId}`,
      ]);
      if (!isRevoked) process.exitCode = 1;
    });
};
