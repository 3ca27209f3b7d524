export { readCommandLine, type KafkaOptions } from './command-line.ts';
