import { expect, test } from '@jest/globals';
import { DataFolderNotUsable } from './errors.ts';
import { makeDataDir } from './server-folder.ts';

test('a folder that cannot be made is refused, also where the kernel makes believe that its parent is missing', () => {
  expect(() => makeDataDir('/proc/nobody/can/write/here')).toThrow(DataFolderNotUsable);
});
