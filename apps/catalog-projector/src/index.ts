export { ProjectorService } from './projector-service.ts';
export { createReadModelRebuilder, type ReadModelRebuilderOptions } from './read-model-rebuilder.ts';
export { ProjectorEnvironment, projectorSettings } from './config.ts';
