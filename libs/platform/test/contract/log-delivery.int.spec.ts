import { describe } from '@jest/globals';
import { describeDelivery } from './delivery.contract.ts';

describeDelivery('the log', {
  describe,
  open: async () => ({ kafka: null, close: async () => undefined }),
});
