import {
  Client,
  Metadata,
  credentials,
  status,
  type ClientReadableStream,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import * as contract from '@cadastre/grpc-contract';

const { BadRequest, ErrorInfo, RetryInfo, Status } = contract;

export const methods = {
  ...contract.IntegrationServiceService,
  ...contract.SyncServiceService,
  ...contract.CatalogServiceService,
  ...contract.ParkedKeyServiceService,
  ...contract.EventServiceService,
};
type Name = keyof typeof methods;

/** A refusal as a client sees it. */
export type Refused = Error & {
  readonly code: string;
  readonly details: string;
  readonly info: contract.ErrorInfo | undefined;
  readonly violations: readonly { field: string; description: string }[];
  readonly retryAfterSeconds: number | undefined;
  readonly trailer: Metadata;
};

type Options = { readonly metadata?: Readonly<Record<string, string>>; readonly deadlineMs?: number };

/** Speaks to cadastre.v1 as any client does: a real connection, messages as their bytes. */
export class GrpcClient {
  private readonly client: Client;

  constructor(
    readonly address: string,
    private readonly standing: Readonly<Record<string, string>> = {},
  ) {
    this.client = new Client(address, credentials.createInsecure());
  }

  with(metadata: Readonly<Record<string, string>>): GrpcClient {
    return new GrpcClient(this.address, { ...this.standing, ...metadata });
  }

  /** @throws what the server refused with, as `Refused` */
  async call(
    name: Name,
    request: object = {},
    options: Options = {},
  ): Promise<{ body: any; trailer: Metadata }> {
    const method = methods[name] as MethodDefinition<unknown, unknown>;
    return this.raw(method, whole(name, request), options);
  }

  raw(
    method: Pick<MethodDefinition<unknown, unknown>, 'path' | 'requestSerialize' | 'responseDeserialize'>,
    request: unknown,
    { metadata = {}, deadlineMs = 20_000 }: Options = {},
  ): Promise<{ body: any; trailer: Metadata }> {
    return new Promise((resolve, reject) => {
      let body: unknown;
      const call = this.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        this.metadata(metadata),
        { deadline: Date.now() + deadlineMs },
        (error, value) => {
          if (error !== null) reject(refusedOf(error));
          body = value;
        },
      );
      call.on('status', ({ metadata: trailer }) => setImmediate(() => resolve({ body, trailer })));
    });
  }

  /** The refusal of a call that is refused. */
  async refusal(name: Name, request: object = {}, options: Options = {}): Promise<Refused> {
    const answered = await this.call(name, request, options).catch((refused: unknown) => refused as Refused);
    if (!('code' in answered)) throw new Error(`${name} was answered: ${JSON.stringify(answered.body)}`);
    return answered;
  }

  stream(name: Name, request: object = {}, { metadata = {}, deadlineMs }: Options = {}): GrpcStream {
    const method = methods[name] as MethodDefinition<unknown, unknown>;
    return new GrpcStream(
      this.client.makeServerStreamRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        whole(name, request),
        this.metadata(metadata),
        deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs },
      ),
    );
  }

  close(): void {
    this.client.close();
  }

  private metadata(more: Readonly<Record<string, string>>): Metadata {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries({ ...this.standing, ...more })) metadata.set(name, value);
    return metadata;
  }
}

/** Messages one by one, at the reader's pace. */
export class GrpcStream {
  readonly seen: any[] = [];
  private readonly messages: AsyncIterator<unknown>;

  constructor(readonly call: ClientReadableStream<unknown>) {
    this.messages = call[Symbol.asyncIterator]();
  }

  /** @returns undefined at the end; throws what the stream was refused with */
  async next(): Promise<any> {
    const { done, value } = await this.messages.next().catch((error: ServiceError) => {
      throw refusedOf(error);
    });
    if (done !== true) this.seen.push(value);
    return done === true ? undefined : value;
  }

  async until(isIt: (message: any) => boolean): Promise<any> {
    for (let message = await this.next(); message !== undefined; message = await this.next())
      if (isIt(message)) return message;
    throw new Error(`The stream ended without it, after ${JSON.stringify(this.seen)}`);
  }

  async rest(): Promise<any[]> {
    while ((await this.next()) !== undefined);
    return this.seen;
  }

  async refusal(): Promise<Refused> {
    return this.rest().then(
      (seen) => Promise.reject(new Error(`It was answered: ${JSON.stringify(seen)}`)),
      (refused: Refused) => refused,
    );
  }

  cancel(): void {
    this.call.cancel();
  }
}

type Message = { fromPartial(partial: object): unknown };

/** What a test leaves out, left out on the wire: generated encoders want whole messages. */
const whole = (name: Name, request: object): unknown => {
  const message = `${name.charAt(0).toUpperCase()}${name.slice(1)}Request` as keyof typeof contract;
  return (contract[message] as unknown as Message).fromPartial(request);
};

const refusedOf = (error: ServiceError): Refused => {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  const details = bytes === undefined ? [] : Status.decode(bytes as Buffer).details;
  const found = (type: string): Uint8Array | undefined =>
    details.find(({ type_url }) => type_url === `type.googleapis.com/google.rpc.${type}`)?.value;
  const [info, request, retry] = [found('ErrorInfo'), found('BadRequest'), found('RetryInfo')];
  return Object.assign(new Error(error.message), {
    code: status[error.code] ?? '',
    details: error.details,
    info: info && ErrorInfo.decode(info),
    violations: request === undefined ? [] : BadRequest.decode(request).field_violations,
    retryAfterSeconds: retry && RetryInfo.decode(retry).retry_delay?.seconds,
    trailer: error.metadata,
  });
};
