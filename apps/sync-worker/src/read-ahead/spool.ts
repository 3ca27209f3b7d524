import { tmpdir } from 'node:os';
import type { Platform } from '@cadastre/platform';
import { SpoolFile } from './spool-file.ts';

export type SpoolOptions = {
  /** Where files may be made. On disk: what lies in memory is what this is to spare. */
  readonly folder: string;
  /** Of all readings of this process together; 0 for none at all. */
  readonly maxBytes: number;
};

export const defaultSpool: SpoolOptions = { folder: tmpdir(), maxBytes: 2 * 2 ** 30 };

/**
 * Room on disk for what was read and is not written yet, shared by the syncs of one worker. A reading holds a
 * transaction, and what that locks, on somebody else's database: it should last as long as reading takes.
 */
export class Spool {
  private used = 0;

  constructor(
    private readonly options: SpoolOptions,
    private readonly log: Platform['log'],
  ) {}

  /** For one reading. Touches the disk when there is something to keep. Must be closed. */
  open(): SpoolFile {
    return new SpoolFile({
      folder: this.options.folder,
      isFull: () => this.used >= this.options.maxBytes,
      use: (bytes) => {
        this.used += bytes;
      },
      // The reading goes on without, only slower.
      onFull: () =>
        this.log.warn(
          this.options,
          'the spool is full, so databases are read only as fast as their catalogs are stored: CADASTRE_WORKER_SPOOL_MAX_MB may be more',
        ),
      onUnusable: (err) =>
        this.log.warn(
          { err, folder: this.options.folder },
          'the spool cannot be written, so databases are read only as fast as their catalogs are stored: give CADASTRE_WORKER_SPOOL_DIR a folder with room',
        ),
    });
  }
}
