import { expect, test } from '@jest/globals';
import { InMemoryEventSource } from '../../src/in-memory-event-source.ts';
import { LogEventSource, type LogReader } from '../../src/log-event-source.ts';
import { describeEventSource } from './event-source.contract.ts';

/** A log that is read as the event store's is. */
const logOver = (memory: InMemoryEventSource): LogReader => ({
  readLog: async (options) => {
    const { events, unreadable, nextPosition } = await memory.read(options);
    const stored = unreadable.map(({ reason: _, ...event }) => event);
    return { events: [...events, ...stored].sort((a, b) => a.position - b.position), nextPosition };
  },
  headPosition: () => memory.head(),
});

describeEventSource('memory', async () => {
  const source = new InMemoryEventSource();
  return { source, append: async (streamId, events) => void source.append(streamId, events) };
});

describeEventSource('the log', async () => {
  const memory = new InMemoryEventSource();
  return {
    source: new LogEventSource(logOver(memory)),
    append: async (streamId, events) => void memory.append(streamId, events),
  };
});

test('refuses a log that gives an event without a position', async () => {
  const memory = new InMemoryEventSource();
  memory.append('note-a', [{ type: 'NoteTaken', schemaVersion: 1, data: {} }]);
  const log = logOver(memory);
  const broken = new LogEventSource({
    ...log,
    readLog: async (options) => {
      const page = await log.readLog(options);
      return { ...page, events: page.events.map((event) => ({ ...event, position: null })) };
    },
  });
  await expect(broken.read({ afterPosition: 0, limit: 1 })).rejects.toThrow('without a position');
});
