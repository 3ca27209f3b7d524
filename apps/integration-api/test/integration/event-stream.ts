export type StreamedEvent = {
  readonly event: string;
  readonly id: string;

  readonly data: any;
};

/** Reads server-sent events as a browser does. */
export const openStream = async (url: string, headers: Record<string, string> = {}) => {
  const gone = new AbortController();
  const response = await fetch(url, { headers, signal: gone.signal });
  const seen: StreamedEvent[] = [];
  const unread: StreamedEvent[] = [];
  let wake = (): void => undefined;
  const read = async (): Promise<boolean> => {
    let buffer = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      buffer += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = buffer.split('\n\n');
      buffer = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parse(block);
        if (event === null) continue;
        seen.push(event);
        unread.push(event);
      }
      wake();
    }
    return true;
  };
  const ended = read().catch(() => false);
  const next = async (): Promise<StreamedEvent> => {
    while (unread.length === 0) {
      const isOver = await Promise.race([
        ended,
        new Promise<'more'>((resolve) => (wake = () => resolve('more'))),
      ]);
      if (isOver !== 'more' && unread.length === 0) throw new Error('The stream has ended');
    }
    return unread.shift() as StreamedEvent;
  };
  const until = async (condition: (event: StreamedEvent) => boolean): Promise<StreamedEvent> => {
    for (;;) {
      const event = await next();
      if (condition(event)) return event;
    }
  };
  return { headers: response.headers, seen, next, until, ended, close: () => gone.abort() };
};

const parse = (block: string): StreamedEvent | null => {
  const fields = new Map(
    block
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  if (!fields.has('data')) return null;
  return {
    event: fields.get('event') ?? 'message',
    id: fields.get('id') ?? '',
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
};
