import { forwardMigration } from '@cadastre/postgres';

/**
 * What the hash chain covers. A field is a netstring, \`<bytes>:<text>,\` (an absent one is \`-,\`), so that no two
 * different commits give the same bytes. Bodies are bound when they are created: no search_path is involved, and
 * the planner can inline them.
 *
 *   event digest  = SHA-256(tenant, stream, version, type, schema version, data)
 *   commit digest = SHA-256(format, commit id, tenant, actor, command, correlation, causation,
 *                           milliseconds since 1970, number of events; then the event digests, raw)
 *   chain h(n)    = SHA-256(h(n-1), first position as 8 bytes big-endian, commit digest), all raw; h(0) = 32 zero bytes
 */
export const EventStoreDigests = forwardMigration(
  'EventStoreDigests1700000010004',
  /* sql */ `
create function event_store.event_digest(
  tenant_id text, stream_id text, version int, type text, schema_version int, data text
) returns bytea stable parallel safe language sql
return sha256(convert_to(concat(
  octet_length(tenant_id), ':', tenant_id, ',',
  octet_length(stream_id), ':', stream_id, ',',
  octet_length(version::text), ':', version, ',',
  octet_length(type), ':', type, ',',
  octet_length(schema_version::text), ':', schema_version, ',',
  octet_length(data), ':', data, ','
), 'UTF8'));

create function event_store.commit_digest(described event_store.commits, event_digests bytea)
returns bytea stable parallel safe language sql
return sha256(convert_to(concat(
  '18:cadastre-commit-v1,',
  octet_length((described).commit_id::text), ':', (described).commit_id, ',',
  octet_length((described).tenant_id), ':', (described).tenant_id, ',',
  octet_length((described).actor), ':', (described).actor, ',',
  octet_length((described).command_id), ':', (described).command_id, ',',
  octet_length((described).correlation_id), ':', (described).correlation_id, ',',
  coalesce(octet_length((described).causation_id) || ':' || (described).causation_id, '-'), ',',
  octet_length(((extract(epoch from (described).recorded_at) * 1000)::bigint)::text), ':',
    (extract(epoch from (described).recorded_at) * 1000)::bigint, ',',
  octet_length((described).event_count::text), ':', (described).event_count, ','
), 'UTF8') || event_digests);

create function event_store.chain_hash(previous bytea, first_position bigint, digest bytea)
returns bytea immutable parallel safe language sql
return sha256(previous || int8send(first_position) || digest);
`,
);
