import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

const sizeMb = 700;
/** For the checks, which replay the whole log into a second database. */
const roomySizeMb = 8 * 1_024;
const chunk = Buffer.alloc(1_048_576);

/**
 * A disk of its own for a data folder, small enough to be filled: a file system in memory, where this account may
 * mount one. Where it may not there is a plain folder, and nothing that could be full.
 */
export class SmallDisk {
  private keptAt: string | null = null;

  private constructor(
    readonly folder: string,
    readonly isLimited: boolean,
  ) {}

  static make(folder: string): SmallDisk {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    const options = `size=${sizeMb}m,mode=0711`;
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'cadastre-campaign', folder]);
    return new SmallDisk(folder, status === 0);
  }

  /** Until not one more byte fits. */
  fill(): void {
    if (!this.isLimited) return;
    const file = openSync(this.ballast, 'a');
    try {
      for (let size = chunk.length; size >= 1; size = Math.floor(size / 2)) this.fillBy(file, size);
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  /** It is small no more. A file system in memory takes no more of it than lies there. */
  makeRoom(): void {
    this.free();
    if (this.isLimited) spawnSync('mount', ['-o', `remount,size=${roomySizeMb}m`, this.folder]);
  }

  /** What is on it when it goes is kept there, for somebody to look at. */
  keepAt(folder: string): void {
    this.keptAt = folder;
  }

  /** Everything on it goes. */
  remove(): void {
    this.free();
    if (this.keptAt !== null) cpSync(this.folder, this.keptAt, { recursive: true });
    if (this.isLimited) spawnSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get ballast(): string {
    return path.join(this.folder, 'ballast');
  }

  private fillBy(file: number, size: number): void {
    try {
      while (writeSync(file, chunk, 0, size) === size);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}
