type Header = {
  readonly description: string;
  readonly required?: false;
  readonly [keyword: string]: unknown;
};

const position = { type: 'string', pattern: '^[0-9]+$' };

/** CloudEvents 1.0 in binary mode, and what we add. Values are UTF-8 text. */
const headers: Readonly<Record<string, Header>> = {
  ce_specversion: { const: '1.0', description: 'CloudEvents version' },
  ce_id: {
    type: 'string',
    pattern: '^[0-9]+-[0-9]+$',
    description: 'Commit id and place in the commit: unique for ever',
  },
  ce_type: { type: 'string', description: '`cadastre.` and the type of the event' },
  ce_source: { const: '/cadastre', description: 'Who says so' },
  ce_subject: { type: 'string', description: 'The stream' },
  ce_time: { type: 'string', format: 'date-time', description: 'When it was recorded' },
  'content-type': { const: 'application/json', description: 'Of the value' },
  ce_partitionkey: { type: 'string', description: 'The integration id, as the key of the message' },
  ce_position: {
    ...position,
    description:
      'Dense place in the whole log: drop what is not above the last one you have of the partition in this topic',
  },
  ce_previouspositions: {
    type: 'string',
    pattern: '^[a-z]+=[0-9]+(,[a-z]+=[0-9]+)*$',
    description:
      'By topic: none of its events with this partition number lies between that position and this one. ' +
      'Whoever reads some of the topics looks at the highest of theirs: if it is above the last position they have, one may be missing, and the log knows',
    examples: ['integration=12,sync=40,catalog=39'],
  },
  ce_lanes: {
    ...position,
    description:
      'How many partitions each topic had when this was sent: with another number `ce_previouspositions` is about another partition',
  },
  ce_signature: {
    type: 'string',
    pattern: '^[0-9]+\\.[A-Za-z0-9_-]{43}$',
    description: 'HMAC by which our own consumers know what the relay has sent. Of no use to others',
  },
  ce_schemaversion: { ...position, description: 'Version of the data, as it was written' },
  ce_streamversion: { ...position, description: 'Place in the stream, from 1' },
  ce_tenantid: { type: 'string', description: 'Who owns it' },
  ce_actor: { type: 'string', description: 'Who did it' },
  ce_commandid: { type: 'string', description: 'The command that it carries out' },
  ce_correlationid: { type: 'string', description: 'The request that it belongs to' },
  ce_causationid: { type: 'string', required: false, description: 'The message that caused it' },
  traceparent: { type: 'string', description: 'W3C trace context of the commit' },
};

export const messageHeaders = {
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(headers).map(([name, { required: _, ...schema }]) => [name, schema]),
  ),
  required: Object.entries(headers)
    .filter(([, { required }]) => required !== false)
    .map(([name]) => name),
};

/** Every header, required or not. */
export const headerNames: readonly string[] = Object.keys(headers);
