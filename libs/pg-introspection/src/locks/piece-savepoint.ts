import type { Footprint } from '../session/footprint.ts';
import type { TargetSession } from '../session/target-session.ts';

const name = 'cadastre_piece';

/** The one savepoint of a reading: locks that were taken since go with what is rolled back to it. */
export class PieceSavepoint {
  private isSet = false;

  /**
   * After it, no piece before has a lock any more. The savepoint is still there when something was rolled back to it, as new
   * as it was: no other is needed, and none is released, since the transaction ends soon.
   */
  async beginPiece(session: TargetSession, footprint: Footprint): Promise<void> {
    footprint.queries += 1;
    await session.query(`${this.isSet ? 'ROLLBACK TO SAVEPOINT' : 'SAVEPOINT'} ${name}`);
    this.isSet = true;
  }
}
