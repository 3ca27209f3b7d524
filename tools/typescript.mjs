// For processes that tests start and kill: `node --conditions=@cadastre/source --import tools/typescript.mjs worker.ts`
// runs our sources as they are, as Jest does; nothing has to be built before.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
