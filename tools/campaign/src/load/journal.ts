import { open, type FileHandle } from 'node:fs/promises';

/**
 * What clients did and were told, line by line in a file outside of everything that is broken: the only witness
 * that the campaign believes. A line that `write` has returned for is on the disk.
 */
export class Journal {
  private waiting: string[] = [];
  private written: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  private constructor(private readonly file: FileHandle) {}

  static async open(path: string): Promise<Journal> {
    return new Journal(await open(path, 'a'));
  }

  /** Lines of one moment share a trip to the disk. */
  write(entry: Readonly<Record<string, unknown>>): Promise<void> {
    this.waiting.push(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
    this.next ??= this.written.then(async () => {
      this.next = null;
      const lines = this.waiting.join('');
      this.waiting = [];
      await this.file.appendFile(lines);
      await this.file.datasync();
    });
    this.written = this.next;
    return this.next;
  }

  async close(): Promise<void> {
    await this.written;
    await this.file.close();
  }
}
