import kafkajs from 'kafkajs';

/** kafkajs is CommonJS, and Node cannot see the names of its exports: values come from here, types from itself. */
export const { AssignerProtocol, ConfigResourceTypes, Kafka, logLevel, Partitioners } = kafkajs;
