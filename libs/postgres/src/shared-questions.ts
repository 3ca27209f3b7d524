import { isTransient } from './error-class.ts';

export type SharedQuestionsOptions<Question, Answer> = {
  /** One round trip for all of them; must give one answer for each question, in order. */
  readonly ask: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  readonly maxQuestionsPerCall: number;
  /** Calls under way at once; a second one begins only when it is full. */
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
  private calls = 0;
  private isScheduled = false;

  constructor(private readonly options: SharedQuestionsOptions<Question, Answer>) {}

  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      this.schedule();
    });
  }

  /** After the present turn of the event loop, so that all who ask in it come along. */
  private schedule(): void {
    if (this.isScheduled || !this.mayStart()) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      void this.call(this.waiting.splice(0, this.options.maxQuestionsPerCall));
      this.schedule();
    });
  }

  private mayStart(): boolean {
    const { maxQuestionsPerCall, maxCalls } = this.options;
    if (this.calls === 0) return this.waiting.length > 0;
    return this.calls < maxCalls && this.waiting.length >= maxQuestionsPerCall;
  }

  private async call(batch: readonly Waiting<Question, Answer>[]): Promise<void> {
    this.calls += 1;
    try {
      const answers = await this.options.ask(batch.map(({ question }) => question));
      if (answers.length < batch.length) throw new Error('a shared question was left without an answer');
      batch.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      this.failed(batch, error);
    } finally {
      this.calls -= 1;
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
