export { BackgroundService, backgroundLoop, type LoopOptions } from './background-service.ts';
export { backoffMs } from './backoff.ts';
export {
  armCrashPoint,
  crashPoint,
  crashPointSetting,
  type ArmedCrashPoint,
  type CrashPointName,
} from './crash-point.ts';
export { silentLog, type Log } from './log.ts';
export { Pace } from './pace.ts';
export { SettingsInvalid, describeSettings, readSettings } from './settings.ts';
export { ShutDown } from './shut-down.ts';
export { WakeUp } from './wake-up.ts';
