import { runBuf } from './buf.ts';

/** `npm run buf -- lint libs/grpc-contract` */
process.exitCode = runBuf(process.argv.slice(2));
