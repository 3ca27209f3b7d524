/** What a message says of its event: CloudEvents 1.0 in Kafka's binary mode, and what we add. */
export const eventHeader = {
  specVersion: 'ce_specversion',
  id: 'ce_id',
  type: 'ce_type',
  source: 'ce_source',
  subject: 'ce_subject',
  time: 'ce_time',
  partitionKey: 'ce_partitionkey',
  position: 'ce_position',
  previousPositions: 'ce_previouspositions',
  lanes: 'ce_lanes',
  signature: 'ce_signature',
  schemaVersion: 'ce_schemaversion',
  streamVersion: 'ce_streamversion',
  tenantId: 'ce_tenantid',
  actor: 'ce_actor',
  commandId: 'ce_commandid',
  correlationId: 'ce_correlationid',
  causationId: 'ce_causationid',
} as const;

/** What a dead letter says beside what its message says: where that was, who gave it up, and why. */
export const deadLetterHeader = {
  group: 'cadastre_dlq_group',
  reason: 'cadastre_dlq_reason',
  detail: 'cadastre_dlq_detail',
  topic: 'cadastre_dlq_topic',
  partition: 'cadastre_dlq_partition',
  offset: 'cadastre_dlq_offset',
  projection: 'cadastre_dlq_projection',
  position: 'cadastre_dlq_position',
  class: 'cadastre_dlq_class',
} as const;

/** Of records that stand for those of a batch that could not be unpacked: says why, and of which batch. */
export const unreadableHeader = 'cadastre_unreadable';
