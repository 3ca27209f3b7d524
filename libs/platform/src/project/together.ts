import { BackgroundService } from '@cadastre/service-runtime';

/** Services that live and end as one, under the name of the first. */
export class Together extends BackgroundService {
  override readonly name: string;
  override readonly started: Promise<void>;

  constructor(private readonly services: readonly [BackgroundService, ...BackgroundService[]]) {
    super();
    const [first] = services;
    this.name = first.name;
    this.started = first.started;
  }

  override start(): void {
    for (const service of this.services) service.start();
  }

  override async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
  }
}
