import { forwardMigration } from '@cadastre/postgres';

export const EventBusMessageKeys = forwardMigration(
  'EventBusMessageKeys1700000007002',
  /* sql */ `
create table event_bus.message_keys (
  key_id     int generated always as identity primary key,
  secret     bytea not null check (octet_length(secret) >= 32),
  created_at timestamptz not null default clock_timestamp()
);

comment on table event_bus.message_keys is 'What messages in Kafka are signed with, so that nobody else''s are believed. The newest signs; all of them are accepted.';
`,
);
