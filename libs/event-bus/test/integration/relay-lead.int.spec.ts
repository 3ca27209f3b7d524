import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@cadastre/testing';
import { eventBusSchema } from '../../src/event-bus-schema.ts';
import {
  acquireRelayLead,
  advanceRelay,
  endRelayLead,
  releaseRelayLead,
  RelayLeadLost,
  renewRelayLead,
  type RelayLead,
} from '../../src/relay/relay-lead.ts';

describe('the lead of the relay', () => {
  let db: TestDatabase;

  beforeEach(async () => {
    db = await createTestDatabase({ schemas: [eventBusSchema] });
  });
  afterEach(async () => {
    await db.drop();
  });

  const take = (owner: string): Promise<RelayLead | null> =>
    acquireRelayLead(db.pool, { owner, leaseMs: 60_000, lanes: 2 });
  const mustTake = async (owner: string): Promise<RelayLead> => {
    const lead = await take(owner);
    if (lead === null) throw new Error(`${owner} did not get the lead`);
    return lead;
  };
  const at = (position: number) => ({ position, lanePositions: { sync: [position, 0] } });
  /** Who leads now, with all that a former leader might have moved. */
  const row = async (): Promise<unknown> => {
    const { rows } = await db.pool.query('select * from event_bus.relay');
    return rows[0];
  };

  test('is one process’s until it is given back', async () => {
    const lead = await mustTake('a');
    expect(await take('b')).toBeNull();
    await releaseRelayLead(db.pool, lead);
    expect((await mustTake('b')).epoch).toBe(lead.epoch + 1);
  });

  test('cannot be renewed, moved or given back by who had it before', async () => {
    const former = await mustTake('a');
    await endRelayLead(db.pool);
    await mustTake('b');
    const before = await row();
    await expect(renewRelayLead(db.pool, former)).rejects.toThrow(RelayLeadLost);
    await expect(advanceRelay(db.pool, former, at(1))).rejects.toThrow(RelayLeadLost);
    await releaseRelayLead(db.pool, former);
    expect(await row()).toEqual(before);
  });

  test('is lost where the checkpoint has fallen behind what its leader knows', async () => {
    const lead = await advanceRelay(db.pool, await mustTake('a'), at(5));
    await renewRelayLead(db.pool, lead);
    await db.pool.query('update event_bus.relay set position = 4');
    await expect(renewRelayLead(db.pool, lead)).rejects.toThrow(RelayLeadLost);
  });

  test('moves the checkpoint only from where its leader has left it', async () => {
    const lead = await mustTake('a');
    await advanceRelay(db.pool, lead, at(5));
    await expect(advanceRelay(db.pool, lead, at(7))).rejects.toThrow(RelayLeadLost);
  });
});
