import { readCommandLine, usage } from './command-line.ts';
import { report } from './report.ts';
import { roundTrip } from './round-trip.ts';
import { RoundTripFailed } from './roundtrip-failed.ts';

try {
  const options = readCommandLine(process.argv.slice(2), process.env);
  if (options === null) {
    console.log(usage);
  } else {
    const trip = await roundTrip(options);
    for (const line of report(trip)) console.log(line);
    process.exitCode = trip.errors.length + trip.differences.length === 0 ? 0 : 1;
  }
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  if (error instanceof RoundTripFailed) console.error(error.hint);
  process.exitCode = 2;
}
