import type { StreamOperation } from '../contracts/call.ts'
import { admit, admitForRest } from '../run/admission.ts'
import { HedgeContest } from '../run/hedge-contest.ts'
import { endBeside } from '../run/judge.ts'
import { dropResumption } from '../run/resumption.ts'
import type { Run } from '../run/run.ts'
import { StreamReader } from './stream-reader.ts'

/** What the stream of a run does while no answer of it is open. */
export interface Opening<Client, Chunk> {
  readonly operation: StreamOperation<Client, Chunk>
  /** The reader of the stream that broke last. */
  readonly broken: () => StreamReader<Client, Chunk> | undefined
  /** Gets what broke an answer before its first content. @throws what ends the run */
  readonly onBreak: (reader: StreamReader<Client, Chunk>, error: unknown) => void
  /** Asked before an answer is begun anew. @throws what ends the run */
  readonly mayBegin: () => void
}

/**
 * Asks for the rest of an answer that goes on, else calls one target after another until the answer of one has content. Of hedged calls
 * the first one wins.
 */
export async function openReader<Client, Chunk>(
  run: Run<Client>,
  { operation, broken, onBreak, mayBegin }: Opening<Client, Chunk>,
): Promise<StreamReader<Client, Chunk>> {
  for (;;) {
    const rest = run.resumption === undefined ? undefined : await admitForRest(run)
    if (rest?.isRest !== true) {
      dropResumption(run)
      try {
        mayBegin()
      } catch (error) {
        if (rest !== undefined) endBeside(rest, false)
        throw error
      }
    }
    const admitted = rest ?? admit(run)
    const attempt = admitted instanceof Promise ? await admitted : admitted
    if (run.hedge !== undefined && !attempt.isRest) {
      const winner = await new HedgeContest(attempt, (one) => new StreamReader(one, operation)).winner()
      if (winner !== undefined) return winner
      continue
    }
    const reader = new StreamReader(attempt, operation, attempt.isRest ? broken() : undefined)
    try {
      await reader.open()
      return reader
    } catch (error) {
      onBreak(reader, error)
    }
  }
}
