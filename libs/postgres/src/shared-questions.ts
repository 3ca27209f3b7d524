import { CallLanes } from './call-lanes.ts';
import { isTransient } from './error-class.ts';

export type SharedQuestionsOptions<Question, Answer> = {
  /** One round trip for all of them; must give one answer for each question, in order. */
  readonly ask: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  readonly maxQuestionsPerCall: number;
  /** Calls under way at once; a second one begins where it is full, or the first has not come back for a while. */
  readonly maxCalls: number;
};

type Waiting<Question, Answer> = {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Questions of one moment share a statement: where the answer is small the round trip is most of its cost. A lone question waits
 * for nobody; under load the calls fill by themselves. A call begins after its questions were asked, so an answer is never older
 * than its question.
 */
export class SharedQuestions<Question, Answer> {
  private waiting: Waiting<Question, Answer>[] = [];
  private readonly lanes: CallLanes;
  private isScheduled = false;

  constructor(private readonly options: SharedQuestionsOptions<Question, Answer>) {
    const { maxCalls, maxQuestionsPerCall: fullAt } = options;
    this.lanes = new CallLanes({ maxCalls, fullAt }, () => this.schedule());
  }

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      this.schedule();
    });
  }

  /** After the present turn of the event loop, so that all who ask in it come along. */
  private schedule(): void {
    if (this.isScheduled || !this.lanes.mayBegin(this.waiting.length)) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      void this.call(this.waiting.splice(0, this.options.maxQuestionsPerCall));
      this.schedule();
    });
  }

  private async call(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    this.lanes.begin();
    try {
      const answers = await this.options.ask(batch.map(({ question }) => question));
      if (answers.length < batch.length) throw new Error('a shared question was left without an answer');
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      this.failed(batch, error);
    } finally {
      this.lanes.end();
      this.schedule();
    }
  }

  /** What the database refuses for one question is no concern of the others: each is asked again alone. */
  private failed(batch: readonly Waiting<Question, Answer>[], error: unknown): void {
    const isOfOne = batch.length > 1 && !isTransient(error);
    for (const waiting of batch) {
      if (isOfOne) void this.call([waiting]);
      else waiting.reject(error);
    }
  }
}
