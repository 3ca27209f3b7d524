import { catalogProjection, projections, syncsProjection } from '@cadastre/catalog-read-model';
import { channels, projectionsDependency, type Platform } from '@cadastre/platform';
import { createProjector, readPosition } from '@cadastre/projections';
import { BackgroundService } from '@cadastre/service-runtime';
import { BehindCatalog } from './behind-catalog.ts';
import { createReadModelRebuilder } from './read-model-rebuilder.ts';

export type ProjectorServiceSettings = { readonly batchSize: number };

/**
 * Runs every projection of the read models, and rebuilds them when a version grew or somebody asks for it. Any number of
 * processes may: one leads each projection, the rest stand by.
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
    const bellOf = new Map(projections.map(({ name }) => [name, bells.listen(channels.sequenced)]));
    const behindCatalog = new BehindCatalog(eventSource, () => readPosition(pool, catalogProjection.name));
    const projectors = projections.map((projection) =>
      createProjector({
        pool,
        source: projection.name === syncsProjection.name ? behindCatalog : eventSource,
        projection,
        wakeUp: bellOf.get(projection.name) ?? bells.listen(channels.sequenced),
        onProjected: () => {
          bells.ring(channels.projected);
          if (projection.name === catalogProjection.name) bellOf.get(syncsProjection.name)?.ring();
        },
        log,
        batchSize: settings.batchSize,
        owner: processName,
        pollMs: 250,
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
