import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { startKafka } from '../../src/kafka/start-kafka.ts';
import { testKafka } from '../../src/kafka/test-kafka.ts';
import { temporaryFolder } from '../../src/temporary-folder.ts';
import { waitFor } from '../../src/wait-for.ts';

const { describe, brokers } = await testKafka(import.meta.url);

const client = (at: readonly string[]): Kafka => new Kafka({ brokers: [...at], logLevel: logLevel.NOTHING });

const topicsAt = async (at: readonly string[]): Promise<string[]> => {
  const admin = client(at).admin();
  await admin.connect();
  return admin.listTopics().finally(() => admin.disconnect());
};

const isAlive = (pid: number): boolean => {
  try {
    // A process that has ended and was not waited for yet is a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('Kafka for tests', () => {
  test('this run has a broker that answers', async () => {
    expect(Array.isArray(await topicsAt(brokers))).toBe(true);
  });

  test('a node killed in the middle comes back with what it had', async () => {
    const folder = temporaryFolder('kafka-kept');
    // One of 64 names begins like an option of Kafka's tool.
    writeFileSync(path.join(folder.path, 'cluster-id'), `-${'A'.repeat(20)}Q`);
    const kafka = await startKafka({ dataFolder: folder.path });
    try {
      const admin = client(kafka.brokers).admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 3 }] });
      await admin.disconnect();
      await kafka.kill();
      expect(kafka.pid()).toBeUndefined();
      await kafka.restart();
      expect(await topicsAt(kafka.brokers)).toContain('kept');
    } finally {
      await kafka.stop();
      folder.remove();
    }
  });

  test('ends with the process that started it, even one that was killed', async () => {
    const owner = spawn(
      process.execPath,
      [
        '--conditions=@cadastre/source',
        '--import',
        fileURLToPath(new URL('../../../../tools/typescript.mjs', import.meta.url)),
        fileURLToPath(new URL('../fixtures/kafka-owner.ts', import.meta.url)),
      ],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    const [{ pid }] = (await once(owner, 'message')) as [{ pid: number }];
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await waitFor(() => !isAlive(pid), { what: 'the broker to end' });
  });
});
