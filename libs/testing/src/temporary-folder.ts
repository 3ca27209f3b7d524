import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A new folder under the system's temporary one. Others may pass through, as through most users' folders: the
 * account to which root lends a PostgreSQL server has to.
 */
export const temporaryFolder = (name = 'folder'): { readonly path: string; remove(): void } => {
  const folder = mkdtempSync(path.join(tmpdir(), `cadastre-${name}-`));
  chmodSync(folder, 0o711);
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
