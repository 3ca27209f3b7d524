export { Bells, channels, type Channel } from './bells.ts';
export { Platform } from './platform.ts';
export {
  everySettingName,
  flagSetting,
  integerSetting,
  optionalFlagSetting,
  platformSettings,
} from './settings.ts';
export { cadastreVersion } from './version.ts';
export { openPlatform, type OpenPlatform, type PlatformOptions } from './open-platform.ts';
export { platformSchemas, prepareDatabase } from './prepare-database.ts';
export { failToStart } from './fail-to-start.ts';
export { runService } from './run-service.ts';
export { BackgroundServiceModule } from './operations/background-service.module.ts';
export { startBackgroundApp } from './operations/start-background-app.ts';
export { KeysMissing, requireKeys } from './require-keys.ts';
