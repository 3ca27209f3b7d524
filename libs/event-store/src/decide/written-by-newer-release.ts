import { Unavailable } from '@cadastre/errors';
import type { UnknownEventVersion } from '@cadastre/events';

/** In the middle of an upgrade: another process can decide on the stream now, this one when it is upgraded too. */
export class WrittenByNewerRelease extends Unavailable {
  constructor(cause: UnknownEventVersion) {
    super({ dependency: 'the release that wrote the stream', reason: cause.message }, { cause });
  }
}
