import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Where something lies in the file. */
export type Place = { readonly at: number; readonly bytes: number };

type Room = {
  readonly folder: string;
  readonly isFull: () => boolean;
  /** Bytes that the file has grown by. Negative: given back. */
  readonly use: (bytes: number) => void;
  readonly onFull: () => void;
  readonly onUnusable: (error: unknown) => void;
};

/**
 * A file without a name: whatever ends the process, nothing of it stays behind. Each place is taken once. One caller
 * puts and one takes, at the same time if they like.
 */
export class SpoolFile {
  private file: FileHandle | null = null;
  private isUnusable = false;
  private hasSaidFull = false;
  private size = 0;
  private end = 0;
  private kept = 0;

  constructor(private readonly room: Room) {}

  /** Whether nothing more can be put; the bound may be passed by what is put last. Says the first time that it is reached. */
  turnsAway(): boolean {
    if (this.isUnusable) return true;
    const isFull = this.end >= this.size && this.room.isFull();
    if (isFull && !this.hasSaidFull) this.room.onFull();
    this.hasSaidFull ||= isFull;
    return isFull;
  }

  /** Null where there is no disk that can be written. */
  async put(bytes: Buffer): Promise<Place | null> {
    const place: Place = { at: this.end, bytes: bytes.length };
    this.kept += 1;
    this.growTo(place.at + place.bytes);
    try {
      this.file ??= await createUnnamed(this.room.folder);
      await writeAll(this.file, bytes, place.at);
      return place;
    } catch (error) {
      this.isUnusable = true;
      this.room.onUnusable(error);
      this.release();
      return null;
    }
  }

  async take({ at, bytes }: Place): Promise<Buffer> {
    if (this.file === null) throw new Error('nothing was kept');
    const buffer = await readAll(this.file, at, bytes);
    this.release();
    return buffer;
  }

  async close(): Promise<void> {
    this.room.use(-this.size);
    this.size = 0;
    await this.file?.close();
    this.file = null;
  }

  private growTo(end: number): void {
    this.end = end;
    if (end <= this.size) return;
    this.room.use(end - this.size);
    this.size = end;
  }

  /** Once everything has been taken the file is written over from its beginning. */
  private release(): void {
    this.kept -= 1;
    if (this.kept === 0) this.end = 0;
  }
}

const createUnnamed = async (folder: string): Promise<FileHandle> => {
  const name = path.join(folder, `cadastre-spool-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  await unlink(name);
  return file;
};

const writeAll = async (file: FileHandle, bytes: Buffer, at: number): Promise<void> => {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
};

const readAll = async (file: FileHandle, at: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, at + done);
    if (bytesRead === 0) throw new Error('the spool ended early');
    done += bytesRead;
  }
  return buffer;
};
