import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort, freePorts } from './free-ports.ts';

/** From which Linux gives ports to outgoing connections, and to servers that ask for any. */
const givenBySystem = 32_768;

test('ports differ from one another, and from those given before', async () => {
  const ports = [...(await freePorts(20)), ...(await freePorts(20))];
  expect(new Set(ports).size).toBe(40);
});

test('a port is none that the system gives to others meanwhile', async () => {
  expect((await freePorts(20)).every((port) => port > 1_024 && port < givenBySystem)).toBe(true);
});

test('a port that somebody listens at is passed over', async () => {
  const port = await freePort();
  const servers = [port + 1, port + 2].map((taken) => createServer().listen(taken, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  expect(await freePort()).toBe(port + 3);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
});

test('more than there are is an error', async () => {
  await expect(freePorts(6_001)).rejects.toThrow('There are no 6001 free ports between 26000 and 31999');
});
