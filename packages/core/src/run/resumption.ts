import type { ResumableAnswer } from '../contracts/call.ts'
import type { Reporter } from '../targets/reporter.ts'
import type { Target } from '../targets/target.ts'

/** An answer whose stream broke, and the target that goes on with it. */
export interface Resumption<Client> {
  readonly target: Target<Client>
  readonly answer: ResumableAnswer
  readonly position: number
  /** How many attempts have brought nothing new since then. */
  readonly inVain: number
  /** True once an attempt has it: then that one cancels it. */
  isTaken: boolean
}

/** A run that may have the rest of an answer. */
interface Holder<Client> {
  resumption: Resumption<Client> | undefined
  readonly engine: { readonly reporter: Reporter }
}

/** The answer of which an attempt on this target gives the rest; undefined where it makes one of its own. */
export function takeResumption<Client>(
  { resumption }: Holder<Client>,
  target: Target<Client>,
): ResumableAnswer | undefined {
  if (resumption === undefined || resumption.target !== target) return undefined
  resumption.isTaken = true
  return resumption.answer
}

/** No attempt asks for the rest of the answer any more. */
export function dropResumption<Client>(run: Holder<Client>): void {
  const { resumption } = run
  run.resumption = undefined
  if (resumption !== undefined && !resumption.isTaken) cancelAnswer(run, resumption.answer)
}

/** Ends the work on an answer that has no reader any more. */
export function cancelAnswer<Client>({ engine }: Holder<Client>, answer: ResumableAnswer | undefined): void {
  if (answer === undefined) return
  // It may be a promise, although it is not waited for.
  engine.reporter.safely('resumable', () => (answer as { cancel(): unknown }).cancel())
}
