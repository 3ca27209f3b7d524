export { ProjectorService } from './projector-service.ts';
export { ProjectorEnvironment, projectorSettings } from './config.ts';
