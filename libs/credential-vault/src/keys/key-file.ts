import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { KeyFileUnusable } from '../vault-error.ts';
import { keyBytes, toKey, type KeyRing } from './key-ring.ts';

/**
 * One base64 key a line: the first seals, all of them open. To rotate, put a new key first.
 *
 * @throws KeyFileUnusable for a file that is missing, open to others, short, or well known
 */
export const loadKeyFile = (path: string): KeyRing => {
  const text = readKeyFile(path);
  const keys = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => parseKey(path, line));
  const [active, ...others] = keys.map(toKey);
  if (active === undefined) throw new KeyFileUnusable({ path, reason: 'holds no key' });
  return { active, others };
};

/** The file's key; a new one, readable by this account only, where there is no file yet. */
export const loadOrCreateKeyFile = (path: string): KeyRing => {
  createKeyFile(path);
  return loadKeyFile(path);
};

/** Appears complete or not at all, and never in place of another: two starters end up with the same key. */
const createKeyFile = (path: string): void => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    writeSync(
      file,
      `# Cadastre's key-encryption key. Without it no credential can be opened: back it up, apart from the database.\n`,
    );
    writeSync(file, `${randomBytes(keyBytes).toString('base64')}\n`);
    fsyncSync(file);
    closeSync(file);
    linkSync(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new KeyFileUnusable({ path, reason: `cannot be created (${code})` });
  } finally {
    rmSync(draft, { force: true });
  }
};

/**
 * Orchestrators hand secrets to an account that is not root as files of root that its group may read: the owner's
 * choice, and no other way to read them. A file of our own account has no reason to be open to its group.
 */
export const isOpenToOthers = (
  { mode, uid }: { mode: number; uid: number },
  ourUid: number | undefined,
): boolean => {
  const isHandedOver = uid === 0 && ourUid !== 0;
  return (mode & (isHandedOver ? 0o037 : 0o077)) !== 0;
};

const readKeyFile = (path: string): string => {
  try {
    if (process.platform !== 'win32' && isOpenToOthers(statSync(path), process.getuid?.())) {
      throw new KeyFileUnusable({ path, reason: 'can be read by other accounts; its mode must be 0600' });
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof KeyFileUnusable) throw error;
    throw new KeyFileUnusable({ path, reason: `cannot be read (${(error as NodeJS.ErrnoException).code})` });
  }
};

const parseKey = (path: string, line: string): Buffer => {
  const bytes = Buffer.from(line, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== line.replace(/=+$/, '')) {
    throw new KeyFileUnusable({ path, reason: 'holds a line that is not base64' });
  }
  if (bytes.length !== keyBytes) {
    throw new KeyFileUnusable({
      path,
      reason: `holds a key of ${bytes.length} bytes; ${keyBytes} are needed`,
    });
  }
  if (isWellKnown(bytes)) throw new KeyFileUnusable({ path, reason: 'holds a key that anybody could guess' });
  return bytes;
};

/** All bytes alike, counting, a short pattern again and again, or text that a person typed: no random key looks so. */
const isWellKnown = (bytes: Buffer): boolean => {
  const half = bytes.length / 2;
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return (
    isText ||
    new Set(bytes).size < 8 ||
    isCounting(bytes) ||
    bytes.subarray(0, half).equals(bytes.subarray(half))
  );
};

/** Up or down, by any step. */
const isCounting = (bytes: Buffer): boolean => {
  const stepAt = (index: number): number => ((bytes[index] ?? 0) - (bytes[index - 1] ?? 0) + 256) % 256;
  return bytes.every((_, index) => index < 2 || stepAt(index) === stepAt(1));
};
