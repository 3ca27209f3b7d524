import type { DatabaseSchema } from '@cadastre/postgres';
import { EventBusRelay } from './migrations/0001-relay.ts';
import { EventBusMessageKeys } from './migrations/0002-message-keys.ts';
import { EventBusLanePositions } from './migrations/0003-lane-positions.ts';

/** Where the relay stands. There without Kafka as well: an installation may turn to it any day. */
export const eventBusSchema: DatabaseSchema = {
  name: 'event_bus',
  migrations: [EventBusRelay, EventBusMessageKeys, EventBusLanePositions],
  appendOnlyTables: [],
};
