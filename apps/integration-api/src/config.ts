import { z } from 'zod';
import { everySettingName, flagSetting, integerSetting, platformSettings } from '@cadastre/platform';
import { SettingsInvalid, readSettings } from '@cadastre/service-runtime';
import { authModes, type AuthMode } from './access/auth-modes.ts';

/** The settings of the API besides those of the platform. Each field's name is the environment variable. */
export const apiSettings = {
  CADASTRE_HTTP_HOST: z.string().min(1).default('127.0.0.1').meta({
    description: 'Address the API listens on.',
    example: '127.0.0.1',
  }),
  CADASTRE_HTTP_PORT: integerSetting({ min: 0, max: 65_535, default: 3000 }).meta({
    description: 'Port the API listens on; 0 for any that is free.',
    example: '3000',
  }),
  CADASTRE_GRPC_HOST: z.string().min(1).optional().meta({
    description: 'Address that gRPC listens on. Unset: CADASTRE_HTTP_HOST.',
    example: '127.0.0.1',
  }),
  CADASTRE_GRPC_PORT: integerSetting({ min: 0, max: 65_535, default: 50_051 }).meta({
    description: 'Port that gRPC listens on; 0 for any that is free.',
    example: '50051',
  }),
  CADASTRE_AUTH: z
    .enum(authModes, { error: `must be one of ${authModes.join(', ')}` })
    .default('api-key')
    .meta({
      description:
        'api-key: every caller needs a key. none: everybody is let in; only on a loopback address, never with NODE_ENV=production. `npm start` takes none by default.',
      example: 'api-key',
    }),
  CADASTRE_ALLOW_EMPTY_PASSWORD: flagSetting(false).meta({
    description: 'Accept targets whose server asks for no password.',
    example: 'false',
  }),
} as const;

/** Settings as the API uses them; also their token for injection. */
export abstract class ApiSettings {
  abstract readonly host: string;
  abstract readonly port: number;
  abstract readonly grpcHost: string;
  abstract readonly grpcPort: number;
  abstract readonly auth: AuthMode;
  abstract readonly allowEmptyPassword: boolean;
}

export const toApiSettings = (environment: z.output<z.ZodObject<typeof apiSettings>>): ApiSettings => ({
  host: environment.CADASTRE_HTTP_HOST,
  port: environment.CADASTRE_HTTP_PORT,
  grpcHost: environment.CADASTRE_GRPC_HOST ?? environment.CADASTRE_HTTP_HOST,
  grpcPort: environment.CADASTRE_GRPC_PORT,
  auth: environment.CADASTRE_AUTH,
  allowEmptyPassword: environment.CADASTRE_ALLOW_EMPTY_PASSWORD,
});

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

/** Where the API answers: looked at before anything is made. */
export const listeningPlaces = (
  settings: Pick<ApiSettings, 'host' | 'port' | 'grpcHost' | 'grpcPort'>,
): { host: string; port: number; setting: string }[] => [
  { host: settings.host, port: settings.port, setting: 'CADASTRE_HTTP_PORT' },
  { host: settings.grpcHost, port: settings.grpcPort, setting: 'CADASTRE_GRPC_PORT' },
];

/** Why these settings may not be used together; null when they may. An API open to everybody stays on its machine. */
export const refusedCombination = (
  settings: Pick<ApiSettings, 'auth' | 'host' | 'port' | 'grpcHost' | 'grpcPort'>,
  isProduction: boolean,
): { name: string; reason: string } | null => {
  const { auth, host, port, grpcHost, grpcPort } = settings;
  if (port !== 0 && port === grpcPort)
    return { name: 'CADASTRE_GRPC_PORT', reason: 'must not be that of CADASTRE_HTTP_PORT' };
  if (auth !== 'none') return null;
  if (isProduction) return { name: 'CADASTRE_AUTH', reason: 'must not be none with NODE_ENV=production' };
  if (isLoopback(host) && isLoopback(grpcHost)) return null;
  const open = isLoopback(host) ? 'CADASTRE_GRPC_HOST' : 'CADASTRE_HTTP_HOST';
  return { name: 'CADASTRE_AUTH', reason: `must not be none unless ${open} is a loopback address` };
};

export const ApiEnvironment = z.object({ ...platformSettings, ...apiSettings });

/** @throws SettingsInvalid naming every wrong setting, never a value */
export const readApiEnvironment = (environment = process.env): z.output<typeof ApiEnvironment> => {
  const settings = readSettings(ApiEnvironment, environment, {
    prefix: 'CADASTRE_',
    knownElsewhere: everySettingName,
  });
  const refused = refusedCombination(toApiSettings(settings), settings.NODE_ENV === 'production');
  if (refused !== null) throw new SettingsInvalid([refused]);
  return settings;
};
