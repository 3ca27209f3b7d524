type Headers = Readonly<Record<string, string>>;

export type Answered = {
  readonly status: number;
  readonly headers: globalThis.Headers;
  /** Parsed where it is JSON, else the text. */

  readonly body: any;
  readonly text: string;
};

/** Speaks to the API as any client does. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly standing: Headers = {},
  ) {}

  with(headers: Headers): ApiClient {
    return new ApiClient(this.url, { ...this.standing, ...headers });
  }

  get(path: string, headers: Headers = {}): Promise<Answered> {
    return this.send('GET', path, { headers });
  }

  post(path: string, body?: unknown, headers: Headers = {}): Promise<Answered> {
    return this.send('POST', path, { body, headers });
  }

  patch(path: string, body: unknown, headers: Headers = {}): Promise<Answered> {
    return this.send('PATCH', path, { body, headers });
  }

  delete(path: string, headers: Headers = {}): Promise<Answered> {
    return this.send('DELETE', path, { headers });
  }

  async send(
    method: string,
    path: string,
    { body, raw, headers = {} }: { body?: unknown; raw?: string; headers?: Headers } = {},
  ): Promise<Answered> {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.standing,
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
      text,
    };
  }
}
