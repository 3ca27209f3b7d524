import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ApiSettings } from './config.ts';
import { GrpcServer } from './grpc/grpc-server.ts';

/** Where the API answers now. */
export type Listening = {
  readonly url: string;
  /** `host:port`, as gRPC clients take it. */
  readonly grpc: string;
};

/** HTTP and gRPC, on the ports of the settings or any that are free. */
export const startListening = async (
  app: NestFastifyApplication,
  { host, port, grpcHost, grpcPort }: ApiSettings,
): Promise<Listening> => {
  // Before anybody is told where: who has the address may call.
  await app.init();
  const bound = await app.get(GrpcServer).listen({ host: grpcHost, port: grpcPort });
  await app.listen(port, host);
  return {
    url: await app.getUrl(),
    grpc: `${grpcHost.includes(':') ? `[${grpcHost}]` : grpcHost}:${bound}`,
  };
};
