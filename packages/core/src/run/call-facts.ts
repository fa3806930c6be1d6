import type { CallFacts } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'

/** The facts of a call that begins now, for strategies, meters and guards. */
export function factsOf(
  { expectedTokens = {}, affinityKey, promptKey, tenant }: RunOptions,
  startedAt: number,
  streaming: boolean,
): { -readonly [Fact in keyof CallFacts]: CallFacts[Fact] } {
  const { input: inputTokens = 0, output: outputTokens = 0, maxOutput: maxOutputTokens } = expectedTokens
  return {
    inputTokens,
    outputTokens,
    maxOutputTokens,
    affinityKey,
    promptKey,
    tenant,
    attempt: 1,
    startedAt,
    streaming,
  }
}
