import { sourcesOf } from '@llm-balancer/testing'

/** The verdict on an answer: only `right` counts as served. */
export type AnswerVerdict = 'right' | 'wrong' | 'mixed'

const fewestWords = 6
const wordSpread = 9
const wordStride = 7

/** The prompt of a run; targets find the run's number in it. */
export function promptOf(run: number): string {
  return `This is run ${run}. Who answers?`
}

/** The number of the run that a request body asks for; 0 when it names none. */
export function runIn(body: unknown): number {
  return Number(/This is run (\d+)\./.exec(JSON.stringify(body))?.[1] ?? 0)
}

/** The only right answer of a target to a run, as the pieces of a stream. Every word names the target. */
export function answerChunks(targetId: string, run: number): string[] {
  const words = fewestWords + ((run * wordStride) % wordSpread)
  const chunks = [`${targetId}#${run}.0`]
  for (let word = 1; word <= words; word += 1) chunks.push(` ${targetId}#${run}.${word}`)
  return chunks
}

/** Compares every character with what the target that claims the answer must say. */
export function judgeAnswer(text: string, run: number, targetId: string | undefined): AnswerVerdict {
  if (targetId !== undefined && text === answerChunks(targetId, run).join('')) return 'right'
  const sources = sourcesOf(text)
  return sources.length > 1 || (sources[0] !== undefined && sources[0] !== `${targetId ?? ''}#${run}`)
    ? 'mixed'
    : 'wrong'
}
