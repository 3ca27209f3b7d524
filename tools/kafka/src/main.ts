import { KafkaMissing, startKafka } from '@cadastre/testing';
import { BadArguments, readCommandLine, usage } from './command-line.ts';

const run = async (): Promise<void> => {
  const options = readCommandLine(process.argv.slice(2));
  if (options === null) return console.log(usage);
  const { nodes, port, dataFolder } = options;
  const stopAsked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  console.log(
    `Starting Apache Kafka, ${nodes === 1 ? 'one node' : `${nodes} nodes`}, data in ${dataFolder} …`,
  );
  const ports = Array.from({ length: nodes }, (_, index) => port + index);
  const kafka = await startKafka({ nodes, dataFolder, ports });
  const brokers = kafka.brokers.join(',');
  console.log(`Kafka takes connections at ${brokers}. Give Cadastre this setting:

  CADASTRE_KAFKA_BROKERS=${brokers}

Ctrl-C stops it; the data stays.`);
  const alive = setInterval(() => undefined, 60_000);
  await stopAsked;
  clearInterval(alive);
  console.log('Stopping …');
  await kafka.stop();
};

try {
  await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const isExpected = error instanceof KafkaMissing || error instanceof BadArguments;
  console.error(`kafka: ${error.message}`);
  if (error instanceof BadArguments) console.error(`\n${usage}`);
  process.exitCode = isExpected ? 2 : 1;
}
