export { EventSource, type EventBatch, type ReadEvents } from './event-source.ts';
export { InMemoryEventSource } from './in-memory-event-source.ts';
export { LogEventSource, type LogReader } from './log-event-source.ts';
export { decodeMessage, type DecodedMessage, type MessageRefusal } from './kafka/decode-message.ts';
export type { ReceivedMessage } from './kafka/received-message.ts';
export { encodeEvent, type MessagePlace } from './kafka/cloud-event.ts';
export { ensureTopics } from './kafka/ensure-topics.ts';
export { kafkaClient } from './kafka/kafka-client.ts';
export { wayOf, type KafkaWay } from './kafka/kafka-problem.ts';
export {
  saslMechanisms,
  type KafkaLogin,
  type KafkaOptions,
  type KafkaTls,
  type TopicSettings,
} from './kafka/kafka-options.ts';
export { createLaneOfKey, laneKeyOf, laneKeyOfStored, laneOfKey } from './kafka/lanes.ts';
export { TopicNames, deadLettersOf } from './kafka/topic-names.ts';
export { TopicUnusable } from './kafka/topic-unusable.ts';
export { presentSigningKey, readSigningKeys } from './signature/signing-keys.ts';
export type { SigningKey } from './signature/sign-message.ts';
export { deadLetterOfEvent, type NotApplied } from './consume/dead-letter-event.ts';
export { DeadLetters, type DeadLetter } from './consume/dead-letters.ts';
export { readDeadLetters, type DeadLetterHead } from './consume/read-dead-letters.ts';
export { KafkaLaneFeed, type KafkaLaneFeedOptions } from './consume/kafka-lane-feed.ts';
export { eventBusSchema } from './event-bus-schema.ts';
export { KafkaStatus, type KafkaCondition } from './relay/kafka-status.ts';
export { forgetFormerKeys, newSigningKey, type ExchangedKeys } from './relay/exchange-signing-key.ts';
export { Loopback } from './relay/loopback.ts';
export { createRelay, Relay, type RelayObserver, type RelayOptions } from './relay/relay.ts';
export { laneCountOf, lanePositionsOf, type LanePositions } from './kafka/lane-positions.ts';
export { readRelayState, rewindRelay, type RelayState } from './relay/relay-state.ts';
