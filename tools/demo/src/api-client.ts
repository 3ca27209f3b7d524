import { Problem } from '@cadastre/api-contract';
import { DemoFailed } from './demo-failed.ts';

/** The API said no, in its own words (RFC 9457). */
export class Refused extends Error {
  constructor(readonly problem: Pick<Problem, 'status' | 'title' | 'detail'> & Partial<Problem>) {
    super(problem.detail);
    this.name = 'Refused';
  }
}

/** A small client of the public API; it knows nothing that another client could not know. */
export class ApiClient {
  constructor(readonly baseUrl: string) {}

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>('POST', path, body);
  }

  /** All items of a list, page by page. */
  async *list<T>(path: string): AsyncIterable<T> {
    let cursor: string | null = null;
    do {
      const separator = path.includes('?') ? '&' : '?';
      const rest: string = cursor === null ? '' : `${separator}cursor=${encodeURIComponent(cursor)}`;
      const page: { items: T[]; next_cursor: string | null } = await this.get(`${path}${rest}`);
      yield* page.items;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }

  /** The answer as it comes, for server-sent events. */
  async stream(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      headers: { accept: 'text/event-stream' },
      signal,
    });
    if (!response.ok || response.body === null) throw await refusal(response);
    return response.body;
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as T;
  }
}

const refusal = async (response: Response): Promise<Error> => {
  const { status } = response;
  const problem = Problem.partial().safeParse(await response.json().catch(() => null));
  if (status === 401 || status === 403) {
    return new DemoFailed(
      'This Cadastre asks for an API key, which the demonstration does not have.',
      'Stop it and run the demonstration alone, or start it with CADASTRE_AUTH=none.',
    );
  }
  const { title = `HTTP ${status}`, detail = title, ...rest } = problem.data ?? {};
  return new Refused({ ...rest, status, title, detail });
};
