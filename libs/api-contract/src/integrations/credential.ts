import { z } from 'zod';
import { SslMode } from '@cadastre/events';
import { text } from '../http/text.ts';

const fields = {
  host: text({ max: 253 }).meta({ description: 'DNS name or address, without scheme, port or path.' }),
  port: z.int().min(1).max(65_535),
  username: text({ max: 255 }),
  password: text({ min: 0, max: 4_096 }),
  database_name: text({ max: 255 }),
  ssl_mode: SslMode.meta({ description: "libpq's words with libpq's meaning." }),
  ca_pem: text({ max: 65_536 }).meta({ description: "The server's CA certificate, PEM." }),
};

/** How to reach a database and as whom. Never comes back in any answer. */
export const Credential = z
  .strictObject({
    host: fields.host,
    port: fields.port.default(5432),
    username: fields.username,
    password: fields.password.optional().meta({
      description:
        'Required, unless the operator allows targets without one (CADASTRE_ALLOW_EMPTY_PASSWORD).',
    }),
    database_name: fields.database_name,
    ssl_mode: fields.ssl_mode.optional().meta({
      description: '`verify-full` where `ca_pem` is given, else `prefer`.',
    }),
    ca_pem: fields.ca_pem.nullable().optional(),
  })
  .meta({
    id: 'Credential',
    examples: [
      {
        host: 'db.example.com',
        port: 5432,
        username: 'cadastre',
        password: '…',
        database_name: 'shop',
        ssl_mode: 'require',
      },
    ],
  });
export type Credential = z.output<typeof Credential>;

/** What is left out stays as it is. A change of host, port, username, TLS mode or CA needs the password again. */
export const CredentialChange = z
  .strictObject({
    host: fields.host.optional(),
    port: fields.port.optional(),
    username: fields.username.optional(),
    password: fields.password.optional(),
    database_name: fields.database_name.optional(),
    ssl_mode: fields.ssl_mode.optional(),
    ca_pem: fields.ca_pem.nullable().optional().meta({ description: 'null takes the certificate away.' }),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change at least one field')
  .meta({
    id: 'CredentialChange',
    description:
      'What is left out stays as it is. A change of host, port, username, TLS mode or CA needs the password again, so that nobody can send a stored password elsewhere.',
    examples: [{ password: '…' }],
  });
export type CredentialChange = z.output<typeof CredentialChange>;
