import { expect, test } from '@jest/globals';
import { readServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';

const read = async (chunks: readonly Uint8Array[]): Promise<ServerSentEvent[]> => {
  const stream = async function* (): AsyncIterable<Uint8Array> {
    yield* chunks;
  };
  const events: ServerSentEvent[] = [];
  for await (const event of readServerSentEvents(stream())) events.push(event);
  return events;
};

test('events are read whole, wherever the network cut them', async () => {
  const text =
    ': heartbeat\n\nid: 7\nevent: progress\ndata: {"größe":1}\n\nevent: completed\r\ndata: a\r\ndata: b\r\n\r\n';
  const bytes = new TextEncoder().encode(text);
  const expected = [
    { name: 'progress', data: '{"größe":1}' },
    { name: 'completed', data: 'a\nb' },
  ];
  expect(await read([bytes])).toEqual(expected);
  const single = Array.from(bytes, (_, at) => bytes.slice(at, at + 1));
  expect(await read(single)).toEqual(expected);
});

test('half an event at the end is none', async () => {
  expect(await read([new TextEncoder().encode('data: whole\n\ndata: ha')])).toEqual([
    { name: 'message', data: 'whole' },
  ]);
});
