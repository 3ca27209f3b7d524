import { createServer, type AddressInfo, type Socket } from 'node:net';

export type FakeServer = { readonly port: number; readonly received: Buffer[]; stop(): Promise<void> };

/** A server of the test's own on loopback. Whatever it is sent is kept; whoever is left connected is thrown out. */
export const startFake = async (serve: (socket: Socket) => void): Promise<FakeServer> => {
  const sockets = new Set<Socket>();
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => received.push(chunk));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, received, stop };
};

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
export const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
export const text = (value: string): Buffer => Buffer.from(`${value}\0`);

/** A backend message of this type, with its length. */
export const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};

export const authenticationOk = message('R', int32(0));
export const ready = message('Z', Buffer.from('I'));
export const notice = message('N', text('SNOTICE'), text('C00000'), text('MCANARY-notice'), Buffer.from([0]));
export const errorResponse = (fields: Readonly<Record<string, string>>): Buffer =>
  message('E', ...Object.entries(fields).map(([name, value]) => text(name + value)), Buffer.from([0]));
export const parameter = (name: string, value: string): Buffer => message('S', text(name), text(value));
export const rowDescription = (columns: number): Buffer => {
  const field = Buffer.concat([text('c'), Buffer.alloc(18)]);
  return message('T', int16(columns), ...new Array<Buffer>(columns).fill(field));
};
export const dataRow = (...values: readonly string[]): Buffer =>
  message(
    'D',
    int16(values.length),
    ...values.flatMap((value) => [int32(Buffer.byteLength(value)), Buffer.from(value)]),
  );
export const answerOf = (...values: readonly string[]): Buffer =>
  Buffer.concat([
    message('1'),
    message('2'),
    rowDescription(values.length),
    dataRow(...values),
    message('C', text('SELECT 1')),
    ready,
  ]);

const sslRequestCode = 80_877_103;

/**
 * Speaks just enough of the protocol: no TLS, then `login` for the startup message, then one of `answers` for
 * every statement (which ends in a Sync); after the last answer, silence.
 */
export const speakPostgres =
  (script: { readonly login: Buffer; readonly answers?: readonly Buffer[] }) =>
  (socket: Socket): void => {
    const answers = [...(script.answers ?? [])];
    let isLoggedIn = false;
    socket.on('data', (chunk) => {
      if (chunk.length === 8 && chunk.readInt32BE(4) === sslRequestCode) socket.write('N');
      else if (!isLoggedIn) {
        isLoggedIn = true;
        socket.write(script.login);
      } else if (chunk.includes(message('S'))) socket.write(answers.shift() ?? Buffer.alloc(0));
    });
  };

export const welcome = Buffer.concat([
  authenticationOk,
  parameter('server_version', '16.4'),
  message('K', int32(1), int32(2)),
  ready,
]);
