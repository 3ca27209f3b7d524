import { z } from 'zod';
import { projectorSettings } from '@cadastre/catalog-projector';
import { apiSettings, refusedCombination, toApiSettings, type ApiSettings } from '@cadastre/integration-api';
import { everySettingName, optionalFlagSetting, platformSettings } from '@cadastre/platform';
import { SettingsInvalid, readSettings } from '@cadastre/service-runtime';
import { heartbeatFitsLease, heartbeatProblem, workerSettings } from '@cadastre/sync-worker';

/** A variant of a setting keeps its description. */
const described = <Field extends z.ZodType>(original: z.ZodType, variant: Field): Field =>
  variant.meta(z.globalRegistry.get(original) ?? {});
const optional = <Field extends z.ZodType>(field: Field) => described(field, field.optional());

/** One machine: everything has a default, and what is only safe on one machine is the default here only. */
const shape = {
  ...platformSettings,
  ...apiSettings,
  ...workerSettings,
  ...projectorSettings,
  CADASTRE_DATABASE_URL: optional(platformSettings.CADASTRE_DATABASE_URL),
  CADASTRE_KEY_FILE: optional(platformSettings.CADASTRE_KEY_FILE),
  CADASTRE_EGRESS_ALLOW_PRIVATE: described(
    platformSettings.CADASTRE_EGRESS_ALLOW_PRIVATE,
    optionalFlagSetting(),
  ),
  CADASTRE_AUTH: described(
    apiSettings.CADASTRE_AUTH,
    apiSettings.CADASTRE_AUTH.removeDefault().default('none'),
  ),
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
