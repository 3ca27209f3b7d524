import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

const loopback = '127.0.0.1';
/** Below the range from which systems take ports for outgoing connections. */
const firstPort = 15_432;
const lastPort = 25_432;

export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: loopback, exclusive: true }, () => probe.close(() => resolve(true)));
  });

const anyFreePort = async (): Promise<number> => {
  for (;;) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (await isFree(port)) return port;
  }
};

/** The port of the last start if it is free, so that what was registered with it goes on working. */
export const choosePort = async (rememberedIn: string): Promise<number> => {
  const remembered = readPort(rememberedIn);
  return remembered !== undefined && (await isFree(remembered)) ? remembered : anyFreePort();
};

export const rememberPort = (file: string, port: number): void => {
  if (readPort(file) !== port) writeFileSync(file, `${port}\n`);
};

const readPort = (file: string): number | undefined => {
  try {
    const port = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return port > 0 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
};
