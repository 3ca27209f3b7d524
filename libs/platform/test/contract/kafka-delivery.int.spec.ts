import { testKafka } from '@cadastre/testing';
import { describeDelivery } from './delivery.contract.ts';
import { kafkaTransport } from './kafka-transport.ts';

const { describe, brokers } = await testKafka(import.meta.url);

describeDelivery('Kafka', {
  describe,
  open: async (world) => ({ ...(await kafkaTransport(world, brokers)), loopback: undefined }),
});
