import type { Route } from '@cadastre/api-contract';

/** What a message says, under the names that its REST twin knows; parsed by the twin's schemas. */
export type Input = {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

/** A method of gRPC and the endpoint that answers it. Nothing is decided here: a message becomes a call, an answer a message. */
export type Twin<Request, Response> = {
  /** The endpoint, or one of several that the request chooses between. */
  readonly routes: readonly [Route, ...Route[]];
  readonly routeOf?: (request: Request) => Route;
  readonly input: (request: Request) => Input;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the body that the route answers with
  readonly output: (body: any) => Response;
  /** Names of fields by the name of the parameter or the first token of the pointer, where they differ. */
  readonly fields?: Readonly<Record<string, string>>;
};

type RequestOf<Method> = Method extends { requestDeserialize: (bytes: Buffer) => infer Request }
  ? Request
  : never;
type ResponseOf<Method> = Method extends { responseDeserialize: (bytes: Buffer) => infer Response }
  ? Response
  : never;

/** A twin for every method of a service besides those named, which are streams: one that is missing does not compile. */
export type TwinsOf<S, Streams extends keyof S = never> = {
  readonly [Name in Exclude<keyof S, Streams>]: Twin<RequestOf<S[Name]>, ResponseOf<S[Name]>>;
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever its messages are
export type AnyTwin = Twin<any, any>;
