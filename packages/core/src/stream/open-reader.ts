import type { StreamOperation } from '../contracts/call.ts'
import { admit } from '../run/admission.ts'
import { HedgeContest } from '../run/hedge-contest.ts'
import type { Run } from '../run/run.ts'
import { StreamReader } from './stream-reader.ts'

/**
 * Calls one target after another until the answer of one has content. Of hedged calls the first one wins.
 *
 * @param onBreak gets what broke an answer before that; throws what ends the run
 */
export async function openReader<Client, Chunk>(
  run: Run<Client>,
  operation: StreamOperation<Client, Chunk>,
  onBreak: (reader: StreamReader<Client, Chunk>, error: unknown) => void,
): Promise<StreamReader<Client, Chunk>> {
  for (;;) {
    const admitted = admit(run)
    const attempt = admitted instanceof Promise ? await admitted : admitted
    if (run.hedge !== undefined) {
      const winner = await new HedgeContest(attempt, (one) => new StreamReader(one, operation)).winner()
      if (winner !== undefined) return winner
      continue
    }
    const reader = new StreamReader(attempt, operation)
    try {
      await reader.open()
      return reader
    } catch (error) {
      onBreak(reader, error)
    }
  }
}
