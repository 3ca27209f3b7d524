import { routes, type ParkedKey } from '@cadastre/api-contract';
import type { ParkedKeyServiceService } from '@cadastre/grpc-contract';
import { given, present } from '../messages/fields.ts';
import {
  parkedKeyDetailMessage,
  parkedKeyMessage,
  parkedStateOf,
  requestedMessage,
} from '../messages/parked-key-messages.ts';
import type { TwinsOf } from '../twin.ts';

type Page = { items: ParkedKey[]; next_cursor: string | null };

const named = ({ projection, key }: { projection: string; key: string }) => ({
  params: { projection: given(projection), key: given(key) },
});

export const parkedKeyMethods: TwinsOf<ParkedKeyServiceService> = {
  listParkedKeys: {
    routes: [routes.listParkedKeys],
    input: ({ limit, cursor, projection, state }) => ({
      query: { limit, cursor, projection, state: parkedStateOf(state) },
    }),
    output: ({ items, next_cursor }: Page) => ({
      items: items.map(parkedKeyMessage),
      next_cursor: present(next_cursor),
    }),
  },
  getParkedKey: { routes: [routes.getParkedKey], input: named, output: parkedKeyDetailMessage },
  retryParkedKey: { routes: [routes.retryParkedKey], input: named, output: requestedMessage },
  skipParkedEvent: {
    routes: [routes.skipParkedEvent],
    input: ({ projection, key, position }) => ({ ...named({ projection, key }), body: { position } }),
    output: requestedMessage,
  },
};
