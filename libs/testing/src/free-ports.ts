import { isPortFree } from '@cadastre/embedded-postgres';

/**
 * Below the ports that systems give to outgoing connections and to who asks for any port (32768 and up on Linux):
 * between our look and the server's, and while a server that was killed is away, nobody is given one of these.
 * Above those of embedded databases.
 */
const first = 26_000;
const last = 31_999;
/** Processes beside each other begin at places of their own. */
const perProcess = 50;

let next = first + ((process.pid * perProcess) % (last - first + 1));

/**
 * Ports of the loopback address that nobody uses, to be listened at by another process; all differ.
 *
 * @throws Error where there are not as many
 */
export const freePorts = async (count: number): Promise<number[]> => {
  const free: number[] = [];
  for (let tried = first; free.length < count && tried <= last; tried += 1) {
    const port = next;
    next = next === last ? first : next + 1;
    if (await isPortFree(port)) free.push(port);
  }
  if (free.length < count) throw new Error(`There are no ${count} free ports between ${first} and ${last}`);
  return free;
};

export const freePort = async (): Promise<number> => {
  const [port = 0] = await freePorts(1);
  return port;
};
