export { compareDumps, type BlockDifference } from './compare-dumps.ts';
export { dumpBlocks, type DumpBlock } from './dump-blocks.ts';
export { findPrograms, type Programs, type ServerAddress } from './programs.ts';
export { report } from './report.ts';
export { roundTrip, type RoundTrip, type RoundTripOptions } from './round-trip.ts';
export { RoundTripFailed } from './roundtrip-failed.ts';
