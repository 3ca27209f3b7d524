import { startTracing } from '@cadastre/observability';
import type { Log, ShutDown } from '@cadastre/service-runtime';
import { processName } from '../platform.ts';
import { cadastreVersion } from '../version.ts';
import { receiverOf, wantsTraces, type TracingSettings } from './tracing-settings.ts';

/** Traces this process where its settings ask for it. Called before anything that is traced, so that it stops after it. */
export const traceService = async (options: {
  service: string;
  settings: TracingSettings;
  shutDown: ShutDown;
  log: Log;
}): Promise<void> => {
  const { service, settings, shutDown, log } = options;
  if (!wantsTraces(settings)) return;
  const tracing = await startTracing({
    service,
    version: cadastreVersion,
    instance: processName(),
    receiver: receiverOf(settings),
    log,
  });
  shutDown.onStop('tracing', () => tracing.stop());
  log.info({}, 'traces are handed over');
};
