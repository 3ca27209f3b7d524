import { expect } from '@jest/globals';
import { eventDefinitions, type SyncId } from '@cadastre/events';
import type { AppError } from '@cadastre/errors';
import type { Decision } from '../src/decision.ts';
import { integrationFold, type Integration, type IntegrationEvent } from '../src/integration-state.ts';
import { syncFold, type Sync } from '../src/sync-state.ts';

export type States = {
  readonly integration: Integration;
  /** The state of any sync; of `firstSync` for most commands. */
  readonly syncOf: (syncId: SyncId) => Sync;
};

/** The states that the commands read, growing with each event. */
export class World implements States {
  integration: Integration = integrationFold.initialState;
  private readonly syncs = new Map<SyncId, Sync>();

  syncOf = (syncId: SyncId): Sync => this.syncs.get(syncId) ?? syncFold.initialState;

  apply(events: Decision): this {
    for (const event of events) {
      if (isIntegrationEvent(event)) this.integration = integrationFold.evolve(this.integration, event);
      else {
        const { sync_id: syncId } = event.data;
        this.syncs.set(syncId, syncFold.evolve(this.syncOf(syncId), event));
      }
    }
    return this;
  }
}

export const isIntegrationEvent = (event: Decision[number]): event is IntegrationEvent =>
  eventDefinitions[event.type].category === 'integration';

export const statesAfter = (history: Decision): States => new World().apply(history);

type ErrorClass = abstract new (...facts: never[]) => AppError;

/** Given these events, when this command is decided, then these events follow, or it is refused. */
export const given = (...history: Decision) => ({
  when: (command: (states: States) => Decision) => ({
    then: (...expected: Decision) => {
      expect(command(statesAfter(history))).toEqual(expected);
    },
    thenNothing: () => {
      expect(command(statesAfter(history))).toEqual([]);
    },
    thenRefused: (error: ErrorClass, facts: object = {}) => {
      let refusal: unknown = null;
      try {
        command(statesAfter(history));
      } catch (thrown) {
        refusal = thrown;
      }
      expect(refusal).toBeInstanceOf(error);
      expect((refusal as AppError).facts).toMatchObject(facts);
    },
  }),
});
