export { fetchInstallations, type Installation } from './fetch-installations.ts';
export { startServers, type TargetServers } from './start-servers.ts';
export { otherMajors, ownMajor } from './versions.ts';
