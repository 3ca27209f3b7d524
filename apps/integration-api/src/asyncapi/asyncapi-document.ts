import { TopicNames, type TopicSettings } from '@cadastre/event-bus';
import { eventDefinitions, type EventCategory } from '@cadastre/events';
import { cadastreVersion } from '@cadastre/platform';
import { eventSchemas, schemaReference } from './event-schemas.ts';
import { messageHeaders } from './message-headers.ts';

const bindingVersion = '0.5.0';

const described: Readonly<Record<EventCategory, string>> = {
  integration: 'The register: what was connected, changed, disabled, deleted, and which sync is open.',
  sync: 'Every reading of a database, from request to end.',
  catalog: 'What the databases hold, and every change of it.',
};
const categories = Object.keys(described) as EventCategory[];

/** What an installation has unless it says otherwise. */
export const usualTopics: TopicSettings = {
  prefix: 'cadastre',
  partitions: 12,
  replicationFactor: undefined,
  retentionMs: 7 * 24 * 60 * 60 * 1_000,
};

/** Every event on its topic as AsyncAPI 3, made from the registry of events alone. */
export const asyncApiDocument = (topics: TopicSettings = usualTopics): Record<string, unknown> => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Cadastre events',
    version: cadastreVersion,
    description:
      'Every fact of the register, at least once, in order per integration. The value of a message is the data of the event as it was written: `ce_schemaversion` says in which version, and the schemas here are of the present one. The log keeps everything for ever; topics keep it for as long as their retention says.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  servers: {
    kafka: {
      host: '{brokers}',
      protocol: 'kafka',
      description: 'CADASTRE_KAFKA_BROKERS of the installation',
      variables: { brokers: { default: '127.0.0.1:9092' } },
    },
  },
  channels: Object.fromEntries(categories.map((category) => [category, channelOf(category, topics)])),
  operations: Object.fromEntries(categories.map((category) => [`${category}Events`, operationOf(category)])),
  components: {
    messages: Object.fromEntries(Object.values(eventDefinitions).map((definition) => messageOf(definition))),
    messageTraits: { cloudEvent: { headers: messageHeaders } },
    schemas: eventSchemas(),
  },
});

const typesOf = (category: EventCategory): string[] =>
  Object.values(eventDefinitions)
    .filter((definition) => definition.category === category)
    .map(({ type }) => type);

const channelOf = (category: EventCategory, topics: TopicSettings) => {
  const { prefix, partitions, replicationFactor, retentionMs } = topics;
  const topic = new TopicNames(prefix).ofCategory(category);
  return {
    address: topic,
    description: described[category],
    messages: Object.fromEntries(
      typesOf(category).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
    ),
    bindings: {
      kafka: {
        topic,
        partitions,
        ...(replicationFactor !== undefined && { replicas: replicationFactor }),
        topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retentionMs },
        bindingVersion,
      },
    },
  };
};

const operationOf = (category: EventCategory) => ({
  action: 'send',
  channel: { $ref: `#/channels/${category}` },
  summary: described[category],
  messages: typesOf(category).map((type) => ({ $ref: `#/channels/${category}/messages/${type}` })),
});

const messageOf = ({
  type,
  schemaVersion,
}: {
  type: string;
  schemaVersion: number;
}): readonly [string, object] => [
  type,
  {
    name: type,
    title: type,
    summary: `Version ${schemaVersion}`,
    contentType: 'application/json',
    payload: { $ref: schemaReference(type) },
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    bindings: {
      kafka: { key: { type: 'string', description: 'The integration id' }, bindingVersion },
    },
  },
];
