import { catalogProjection, projections, syncsProjection } from '@cadastre/catalog-read-model';
import { channels, projectionsDependency, runProjection, type Platform } from '@cadastre/platform';
import { readPosition } from '@cadastre/projections';
import { BackgroundService } from '@cadastre/service-runtime';
import { BehindCatalog } from './behind-catalog.ts';
import { createReadModelRebuilder } from './read-model-rebuilder.ts';

export type ProjectorServiceSettings = { readonly batchSize: number };

/**
 * Runs every projection of the read models, and rebuilds them when a version grew or somebody asks for it. Any number of
 * processes may: with Kafka they share its lanes, without it one leads each projection and the rest stand by.
 */
export class ProjectorService extends BackgroundService {
  override readonly name = 'catalog projector';
  override readonly started: Promise<void>;
  private readonly projectors: readonly BackgroundService[];

  constructor(platform: Platform, settings: ProjectorServiceSettings) {
    super();
    const { pool, eventSource, bells, log, processName } = platform;
    const names = projections.map(({ name }) => name);
    platform.health.add(projectionsDependency(pool, { name: 'projections', projections: names }));
    const catalog = catalogProjection.name;
    const behind = {
      projection: catalog,
      types: ['SyncCompleted'],
      source: new BehindCatalog(eventSource, () => readPosition(pool, catalog)),
    };
    const projectors = projections.map((projection) =>
      runProjection(platform, {
        projection,
        batchSize: settings.batchSize,
        onProjected: () => bells.ring(channels.projected),
        ...(projection.name === syncsProjection.name && { behind }),
      }),
    );
    const rebuilder = createReadModelRebuilder({
      pool,
      eventSource,
      log,
      owner: processName,
      onSwapped: () => bells.ring(channels.projected),
    });
    this.projectors = [...projectors, rebuilder];
    this.started = Promise.all(this.projectors.map((projector) => projector.started)).then(() => undefined);
  }

  override start(): void {
    for (const projector of this.projectors) projector.start();
  }

  override async stop(): Promise<void> {
    await Promise.all(this.projectors.map((projector) => projector.stop()));
  }
}
