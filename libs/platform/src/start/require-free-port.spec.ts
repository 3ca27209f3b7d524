import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { PortNotUsable, requireFreePort } from './require-free-port.ts';

const setting = 'CADASTRE_HTTP_PORT';

test('a port that is taken is refused with the setting that moves it; afterwards it is free again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const place = { host: '127.0.0.1', port: (other.address() as { port: number }).port, setting };
  const refused = await requireFreePort(place).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(PortNotUsable);
  expect((refused as PortNotUsable).message).toContain(String(place.port));
  expect((refused as PortNotUsable).hint).toContain(setting);

  other.close();
  await once(other, 'close');
  await requireFreePort(place);
  await requireFreePort(place);
});

test('an address of another machine is refused', async () => {
  await expect(requireFreePort({ host: '192.0.2.1', port: 0, setting })).rejects.toThrow(PortNotUsable);
});
