import { z } from 'zod';
import { projectorSettings } from '@cadastre/catalog-projector';
import { apiSettings, refusedCombination, toApiSettings, type ApiSettings } from '@cadastre/integration-api';
import { everySettingName, flagSetting, platformSettings } from '@cadastre/platform';
import { SettingsInvalid, readSettings } from '@cadastre/service-runtime';
import { heartbeatFitsLease, heartbeatProblem, workerSettings } from '@cadastre/sync-worker';

/** One machine: everything has a default, and what is only safe on one machine is the default here only. */
const shape = {
  ...platformSettings,
  ...apiSettings,
  ...workerSettings,
  ...projectorSettings,
  CADASTRE_DATABASE_URL: platformSettings.CADASTRE_DATABASE_URL.optional(),
  CADASTRE_KEY_FILE: platformSettings.CADASTRE_KEY_FILE.optional(),
  CADASTRE_EGRESS_ALLOW_PRIVATE: flagSetting(false).optional(),
  CADASTRE_AUTH: apiSettings.CADASTRE_AUTH.removeDefault().default('none'),
  CADASTRE_DATA_DIR: z.string().min(1).default('./.cadastre').meta({
    description: 'npm start only: the folder for the embedded PostgreSQL and the key file.',
    example: './.cadastre',
  }),
} as const;

export const StandaloneEnvironment = z.object(shape).refine(heartbeatFitsLease, heartbeatProblem);
type Environment = z.output<typeof StandaloneEnvironment>;

export type StandaloneSettings = Environment & { readonly api: ApiSettings; readonly allowPrivate: boolean };

/** @throws SettingsInvalid with every problem by name */
export const readStandaloneSettings = (): StandaloneSettings => {
  const environment = readSettings(StandaloneEnvironment, process.env, {
    prefix: 'CADASTRE_',
    knownElsewhere: everySettingName,
  });
  const api = toApiSettings(environment);
  const isProduction = environment.NODE_ENV === 'production';
  const refused = refusedCombination(api, isProduction);
  if (refused !== null) throw new SettingsInvalid([refused]);
  return { ...environment, api, allowPrivate: environment.CADASTRE_EGRESS_ALLOW_PRIVATE ?? !isProduction };
};
