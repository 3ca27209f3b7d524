export {
  aCast,
  aCollation,
  aColumn,
  aPrimaryKey,
  aSchema,
  aSyncId,
  aTable,
  aView,
  anId,
  anIntegrationId,
  fixedTime,
  metadata,
  recorded,
  secondsLater,
} from './builders.ts';
export { migrationHashes } from './migration-hashes.ts';
export { createTestDatabase, type TestDatabase } from './create-test-database.ts';
export { freePort, freePorts } from './free-ports.ts';
export { KafkaMissing } from './kafka/kafka-missing.ts';
export { startKafka, type RunningKafka, type StartKafka } from './kafka/start-kafka.ts';
export { startSecuredKafka, type KafkaUser, type SecuredKafka } from './kafka/start-secured-kafka.ts';
export { testKafka, type TestKafka } from './kafka/test-kafka.ts';
export { randomDdl, randomNumbers, type RandomDdl } from './random-ddl.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { testTargets, type TestTarget } from './test-targets.ts';
export { waitFor, type WaitOptions } from './wait-for.ts';
