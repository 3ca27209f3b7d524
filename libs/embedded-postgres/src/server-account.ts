import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** Whom PostgreSQL runs as; undefined means as ourselves. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | undefined;

/** PostgreSQL refuses to run as root, so root lends it another account. */
export const serverAccount = (existingCluster: string | undefined): ServerAccount => {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(existingCluster) ?? account('postgres') ?? createAccount() ?? account('nobody');
};

/** A cluster keeps its owner, whichever accounts came and went since. */
const ownerOf = (folder: string | undefined): ServerAccount => {
  const stat = folder === undefined ? undefined : statSync(folder, { throwIfNoEntry: false });
  return stat === undefined || stat.uid === 0 ? undefined : { uid: stat.uid, gid: stat.gid };
};

const account = (name: string): ServerAccount => {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { stdout, status } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number.parseInt(stdout, 10) : Number.NaN;
  });
  return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid } : undefined;
};

/** Debian's and Alpine's ways; where neither exists `nobody` has to do. */
const createAccount = (): ServerAccount => {
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']);
  if (account('postgres') === undefined) spawnSync('adduser', ['-S', '-D', '-H', 'postgres']);
  return account('postgres');
};

/** Asks the kernel itself, as that account: modes, groups, ACLs and mounts all count. */
export const canUse = (who: ServerAccount, test: '-x' | '-d', target: string): boolean => {
  if (who === undefined) return true;
  const script = test === '-x' ? 'test -x "$1"' : 'cd "$1"';
  return spawnSync('/bin/sh', ['-c', script, 'sh', target], { ...who, cwd: '/', env: {} }).status === 0;
};
