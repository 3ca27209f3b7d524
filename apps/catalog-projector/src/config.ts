import { z } from 'zod';
import { everySettingName, integerSetting, optionalPortSetting, platformSettings } from '@cadastre/platform';
import { readSettings } from '@cadastre/service-runtime';

export const projectorSettings = {
  CADASTRE_PROJECTOR_BATCH_SIZE: integerSetting({ min: 1, max: 10_000, default: 500 }).meta({
    description: 'Events that the projector applies in one transaction.',
    example: '500',
  }),
} as const;

export const ProjectorEnvironment = z.object({
  ...platformSettings,
  ...projectorSettings,
  CADASTRE_PROJECTOR_HTTP_HOST: z.string().min(1).default('127.0.0.1').meta({
    description:
      'Address for that port; 0.0.0.0 in a container, where probes and scrapers come from outside.',
    example: '127.0.0.1',
  }),
  CADASTRE_PROJECTOR_HTTP_PORT: optionalPortSetting().meta({
    description:
      'Where a projector that runs alone answers /health and /metrics; 0 for any port that is free. Unset: nowhere.',
    example: '3002',
  }),
});
export type ProjectorSettings = z.infer<typeof ProjectorEnvironment>;

/** @throws SettingsInvalid with every problem by name */
export const readProjectorSettings = (): ProjectorSettings =>
  readSettings(ProjectorEnvironment, process.env, { prefix: 'CADASTRE_', knownElsewhere: everySettingName });
