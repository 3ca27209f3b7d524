import { Injectable } from '@nestjs/common';
import { channels } from '@cadastre/platform';
import { ApiPlatform } from '../api-platform.ts';
import { CountedBell } from '../http/counted-bell.ts';

/** The log may have grown. */
@Injectable()
export class SequencedBell extends CountedBell {
  constructor(platform: ApiPlatform) {
    super(platform, { channel: channels.sequenced, sweepMs: 1_000 });
  }
}
