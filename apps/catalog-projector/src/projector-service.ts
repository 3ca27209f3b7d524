import { projections } from '@cadastre/catalog-read-model';
import { channels, type Platform } from '@cadastre/platform';
import { createProjector } from '@cadastre/projections';
import { BackgroundService } from '@cadastre/service-runtime';

export type ProjectorServiceSettings = { readonly batchSize: number };

/** Runs every projection of the read models. Any number of processes may: one leads each projection, the rest stand by. */
export class ProjectorService extends BackgroundService {
  override readonly name = 'catalog projector';
  override readonly started: Promise<void>;
  private readonly projectors: readonly BackgroundService[];

  constructor(platform: Platform, settings: ProjectorServiceSettings) {
    super();
    const { pool, eventSource, bells, log, processName } = platform;
    this.projectors = projections.map((projection) =>
      createProjector({
        pool,
        source: eventSource,
        projection,
        wakeUp: bells.listen(channels.sequenced),
        onProjected: () => bells.ring(channels.projected),
        log,
        batchSize: settings.batchSize,
        owner: processName,
      }),
    );
    this.started = Promise.all(this.projectors.map((projector) => projector.started)).then(() => undefined);
  }

  override start(): void {
    for (const projector of this.projectors) projector.start();
  }

  override async stop(): Promise<void> {
    await Promise.all(this.projectors.map((projector) => projector.stop()));
  }
}
