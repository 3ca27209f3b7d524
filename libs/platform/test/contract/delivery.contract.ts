import { afterEach, beforeEach, expect, test, type describe as jestDescribe } from '@jest/globals';
import type { KafkaOptions, Loopback } from '@cadastre/event-bus';
import { listParkedKeys, retryParkedKey } from '@cadastre/projections';
import { anId, waitFor } from '@cadastre/testing';
import { poison } from '../fixtures/ledger.ts';
import { LedgerWorld } from './ledger-world.ts';
import { Members } from './members.ts';

/** What brings events to members of a projection. */
export type Transport = {
  readonly kafka: KafkaOptions | null;
  /** Of a relay in the process of the test, for the members that are there too. */
  readonly loopback?: Loopback | undefined;
  close(): Promise<void>;
};

/** So often the members change while events flow. */
const changes = 8;

/** What every way from the log to a read model promises: each event once, in the order of its key, come what may. */
export const describeDelivery = (
  name: string,
  { open, describe }: { open: (world: LedgerWorld) => Promise<Transport>; describe: typeof jestDescribe },
): void => {
  describe(`delivery through ${name}`, () => {
    let world: LedgerWorld;
    let transport: Transport;
    let members: Members;

    beforeEach(async () => {
      world = await LedgerWorld.open();
      transport = await open(world);
      members = new Members(world, transport.kafka, transport.loopback);
    });
    afterEach(async () => {
      await members.end();
      await transport.close();
      await world.close();
    });

    test('brings each event once, in the order of its key', async () => {
      await world.append(500);
      members.join();
      await world.append(1_500);
      await world.caughtUp();
      await expectEachOnce(world);
    });

    test('goes on where it was after a restart', async () => {
      await world.append(300);
      const first = members.join();
      await world.caughtUp();
      await members.leave(first);
      await world.append(700);
      members.join();
      await world.append(300);
      await world.caughtUp();
      await expectEachOnce(world);
    });

    test('loses and doubles nothing when members are killed in the middle', async () => {
      members.join('survivor');
      for (const owner of ['victim-1', 'victim-2']) {
        const victim = await members.spawn(owner);
        await world.append(2_000);
        await victim.kill();
        await world.append(500);
      }
      await world.caughtUp(60_000);
      await expectEachOnce(world);
    });

    test(`applies 20,000 events once while its 4 members change ${changes} times`, async () => {
      const crowd = ['m-1', 'm-2', 'm-3', 'm-4'].map((owner) => members.join(owner));
      for (let change = 0; change < changes; change += 1) {
        const flow = world.append(2_500);
        const oldest = crowd.shift();
        if (oldest !== undefined) await members.leave(oldest);
        crowd.push(members.join(`m-${5 + change}`));
        await flow;
      }
      await world.append(500);
      await world.caughtUp(90_000);
      await expectEachOnce(world);
      expect(await world.entries()).toHaveLength(20_500);
    }, 180_000);

    test('parks the key of a poison event, and the rest goes on; a retry brings what waited', async () => {
      members.join();
      const ofSync = (owner: number, ...numbers: number[]) =>
        world.put(
          owner,
          'sync',
          numbers.map((n) => world.event(owner, 'sync', n)),
        );
      await ofSync(1, 1, poison, 3);
      await world.put(1, 'catalog', [world.event(1, 'catalog', 4)]);
      await ofSync(2, 5);
      await world.caughtUp();
      expect((await world.entries()).map(({ n }) => n).sort()).toEqual([1, 5]);
      expect(await listParkedKeys(world.db.pool)).toMatchObject([
        { key: anId(1), position: 2, parkedEvents: 3 },
      ]);
      await world.db.ownerPool.query('alter table ledger.entries drop constraint not_poison');
      await retryParkedKey(world.db.pool, { projection: 'ledger', key: anId(1), requestedBy: 'user:test' });
      await waitFor(async () => (await listParkedKeys(world.db.pool)).length === 0);
      await expectEachOnce(world);
    });

    test('sets an event aside that this release cannot read, and passes over what it does not know', async () => {
      members.join();
      const opened = {
        type: 'SyncOpened',
        schemaVersion: 99,
        data: { integration_id: anId(1), later: true },
      };
      const [one, two] = [world.event(1, 'integration', 1), world.event(1, 'integration', 2)];
      await world.put(1, 'integration', [one, opened, two]);
      await world.put(2, 'catalog', [
        { type: 'OfTheNextRelease', schemaVersion: 1, data: { integration_id: anId(2), anything: [1] } },
        {
          type: 'LedgerCatalog',
          schemaVersion: 1,
          data: { integration_id: anId(2), n: 3, a_new_field: 'x' },
        },
      ]);
      await world.caughtUp();
      expect((await world.entries()).map(({ n }) => n).sort()).toEqual([1, 3]);
      expect(await listParkedKeys(world.db.pool)).toMatchObject([
        { key: anId(1), code: 'unreadable-event', parkedEvents: 2 },
      ]);
    });
  });
};

export const expectEachOnce = async (world: LedgerWorld): Promise<void> => {
  const entries = await world.entries();
  expect(entries.map(({ position }) => position).sort((a, b) => a - b)).toEqual(await world.expected());
  const last = new Map<string, number>();
  for (const { owner, position } of entries) {
    expect(position).toBeGreaterThan(last.get(owner) ?? 0);
    last.set(owner, position);
  }
};
