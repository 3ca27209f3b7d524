export { CatalogProjectorModule } from './catalog-projector.module.ts';
export { ProjectorEnvironment, projectorSettings } from './config.ts';
