import type { EventCategory } from '@cadastre/events';
import { categoryOf } from './lanes.ts';

export const eventCategories = ['integration', 'sync', 'catalog'] as const satisfies readonly EventCategory[];

const isEventCategory = (text: string): text is EventCategory =>
  (eventCategories as readonly string[]).includes(text);

/** The names of everything that we have in Kafka; with the usual prefix, `cadastre.integration.v1` and so on. */
export class TopicNames {
  /** The topics of events, and no others. */
  readonly events: readonly string[];
  readonly deadLetters: readonly string[];

  constructor(readonly prefix: string) {
    this.events = eventCategories.map((category) => this.ofCategory(category));
    this.deadLetters = this.events.map((topic) => this.deadLettersOf(topic));
  }

  ofCategory(category: EventCategory): string {
    return `${this.prefix}.${category}.v1`;
  }

  /** Null for streams of a category that this release does not know: their events stay in the log. */
  ofStream(streamId: string): string | null {
    const category = categoryOf(streamId);
    return isEventCategory(category) ? this.ofCategory(category) : null;
  }

  deadLettersOf(topic: string): string {
    return `${topic}.dlq`;
  }

  /** The consumer group of a projection: all its members, in whatever process. */
  group(projection: string): string {
    return `${this.prefix}.${projection}`;
  }
}
