import { DeadLetters, deadLetterOfEvent, TopicNames } from '@cadastre/event-bus';
import type { EventStore } from '@cadastre/event-store';
import { deadLetterParked, type DeadEvent } from '@cadastre/projections';
import { BackgroundService, backgroundLoop } from '@cadastre/service-runtime';
import type { PlatformKafka } from '../kafka/open-kafka.ts';
import type { Platform } from '../platform.ts';

const pollMs = 1_000;
const backoff = { baseMs: 1_000, maxMs: 60_000 };

type Options = Pick<Platform, 'pool' | 'eventStore' | 'log'> & {
  readonly kafka: PlatformKafka;
  readonly projection: string;
  readonly counted: (what: 'dead-letters', count: number) => void;
};

/**
 * Puts every event that a key is parked at into the dead-letter topic, beside the projector: brokers that are away
 * hold up nobody.
 */
export class DeadLetterPoison extends BackgroundService {
  override readonly name: string;
  override readonly started: Promise<void>;
  private readonly loop: BackgroundService;
  private readonly deadLetters: DeadLetters;
  private readonly names: TopicNames;

  constructor(private readonly options: Options) {
    super();
    const { kafka, projection, log } = options;
    this.name = `dead letters of ${projection}`;
    this.deadLetters = new DeadLetters(kafka.client);
    this.names = new TopicNames(kafka.topics.prefix);
    const turn = (): Promise<'idle'> => this.turn();
    this.loop = backgroundLoop({ name: this.name, turn, pollMs, log, backoff });
    this.started = this.loop.started;
  }

  override start(): void {
    this.loop.start();
  }

  override async stop(): Promise<void> {
    await this.loop.stop();
    await this.deadLetters.close();
  }

  private async turn(): Promise<'idle'> {
    const { pool, projection, counted } = this.options;
    const sent = await deadLetterParked(pool, projection, (event) => this.send(event));
    if (sent > 0) counted('dead-letters', sent);
    return 'idle';
  }

  private async send(dead: DeadEvent): Promise<void> {
    const event = await readAt(this.options.eventStore, dead.position);
    const letter = event === undefined ? null : deadLetterOfEvent(event, dead, this.names);
    if (letter !== null) await this.deadLetters.send(letter);
  }
}

const readAt = async (events: Pick<EventStore, 'readStoredLog'>, position: number) => {
  const page = await events.readStoredLog({ afterPosition: position - 1, limit: 1 });
  return page.events.find((event) => event.position === position);
};
