import type { Provider, Type } from '@nestjs/common';

/** A group of features: what answers requests, and what carries them out. */
export type Slices = { readonly controllers: Type[]; readonly providers: Provider[] };
