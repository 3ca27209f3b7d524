import { categoryOf, eventCategories, type EventCategory } from '@cadastre/events';

const deadLetterEnding = '.dlq';

/** Where what is given up of a topic goes. */
export const deadLettersOf = (topic: string): string => `${topic}${deadLetterEnding}`;

export const isDeadLetters = (topic: string): boolean => topic.endsWith(deadLetterEnding);

const isEventCategory = (text: string): text is EventCategory =>
  (eventCategories as readonly string[]).includes(text);

export type MembersOf = { readonly projection: string; readonly version: number; readonly lanes: number };

/** The names of everything that we have in Kafka; with the usual prefix, `cadastre.integration.v1` and so on. */
export class TopicNames {
  /** The topics of events, and no others. */
  readonly events: readonly string[];
  readonly deadLetters: readonly string[];

  constructor(readonly prefix: string) {
    this.events = eventCategories.map((category) => this.ofCategory(category));
    this.deadLetters = this.events.map(deadLettersOf);
  }

  ofCategory(category: EventCategory): string {
    return `${this.prefix}.${category}.v1`;
  }

  /** Null for streams of a category that this release does not know: their events stay in the log. */
  ofStream(streamId: string): string | null {
    const category = categoryOf(streamId);
    return isEventCategory(category) ? this.ofCategory(category) : null;
  }

  /** What the names of our consumer groups begin with, such as those of a projection. */
  group(name: string): string {
    return `${this.prefix}.${name}`;
  }

  /**
   * All members of a projection that can serve the same lanes, in whatever process. Those of another version of it, or with another
   * number of lanes, have a group of their own: in this one they would be given lanes that they have to leave alone.
   */
  members({ projection, version, lanes }: MembersOf): string {
    return `${this.group(projection)}.v${version}.${lanes}`;
  }
}
