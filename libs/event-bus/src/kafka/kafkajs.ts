import kafkajs from 'kafkajs';
import { registerCodecs } from './compression-codecs.ts';

// They are kept in kafkajs itself, for all clients of the process.
registerCodecs(kafkajs);

/** Whether `patches/` was applied, as installing does. Without it a hostile message can keep a consumer busy for hours. */
export const isKafkajsPatched = 'isPatched' in kafkajs;

/** kafkajs is CommonJS, and Node cannot see the names of its exports: values come from here, types from itself. */
export const { AssignerProtocol, ConfigResourceTypes, Kafka, KafkaJSError, logLevel, Partitioners } = kafkajs;
