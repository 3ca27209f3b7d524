import { Injectable } from '@nestjs/common';
import { channels } from '@cadastre/platform';
import { ApiPlatform } from '../api-platform.ts';
import { CountedBell } from './counted-bell.ts';

/** Read models may have moved. */
@Injectable()
export class ProjectedBell extends CountedBell {
  constructor(platform: ApiPlatform) {
    super(platform, { channel: channels.projected, sweepMs: 5_000 });
  }
}
