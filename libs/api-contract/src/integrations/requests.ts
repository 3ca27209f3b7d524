import { z } from 'zod';
import { text } from '../http/text.ts';
import { Credential, CredentialChange } from './credential.ts';
import { OptionsInput } from './options.ts';

const credentialExample = {
  host: 'db.example.com',
  port: 5432,
  username: 'cadastre',
  password: '…',
  database_name: 'shop',
};
const integrationType = z.literal('POSTGRESQL');
const name = text({ max: 200 });

export const RegisterIntegrationInput = z
  .strictObject({
    integration_type: integrationType,
    credential: Credential,
    name: name.optional().meta({ description: 'What people call it; the database name where left out.' }),
    options: OptionsInput.optional(),
  })
  .meta({
    id: 'RegisterIntegrationInput',
    examples: [{ integration_type: 'POSTGRESQL', credential: credentialExample, name: 'shop' }],
  });
export type RegisterIntegrationInput = z.output<typeof RegisterIntegrationInput>;

export const TestConnectionInput = z
  .strictObject({ integration_type: integrationType, credential: Credential })
  .meta({
    id: 'TestConnectionInput',
    examples: [{ integration_type: 'POSTGRESQL', credential: credentialExample }],
  });
export type TestConnectionInput = z.output<typeof TestConnectionInput>;

export const ChangeIntegrationInput = z
  .strictObject({
    name: name.optional(),
    options: OptionsInput.optional(),
    credential: CredentialChange.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'must change name, options or credential')
  .meta({ id: 'ChangeIntegrationInput', examples: [{ name: 'shop (production)' }] });
export type ChangeIntegrationInput = z.output<typeof ChangeIntegrationInput>;

export const RequestSyncInput = z
  .strictObject({
    if_running: z
      .enum(['refuse', 'queue'])
      .default('refuse')
      .meta({ description: '`queue`: one more sync is remembered and starts when the running one ends.' }),
    allow_drops: z.boolean().default(false).meta({
      description:
        'Goes on where a sync would stop because more than the set share of the known objects is gone (`drop-guard`). Not together with `queue`.',
    }),
  })
  .refine(({ if_running, allow_drops }) => !(allow_drops && if_running === 'queue'), {
    path: ['allow_drops'],
    error: 'cannot be said of a sync that is queued: what it would drop is not known yet',
  })
  .meta({ id: 'RequestSyncInput', examples: [{ if_running: 'queue' }] });
export type RequestSyncInput = z.output<typeof RequestSyncInput>;
