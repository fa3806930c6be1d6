import { readProperty } from '@llm-balancer/core/errors'
import type { LLMBalancer } from 'llm-balancer'
import type { CliContext } from '../cli-context.ts'

/** How much is asked. */
export type Load = {
  readonly requests: number
  readonly concurrency: number
  readonly prompt: string
}

/** What one request came to. */
export type BenchCall = {
  /** The target that served; undefined for a request that failed. */
  readonly target?: string
  readonly firstContentMs?: number
  readonly totalMs: number
  /** The code of the error. */
  readonly failure?: string
}

/** Makes so many requests, so many at a time. @throws the reason of the signal */
export async function driveLoad(
  llm: LLMBalancer,
  { requests, concurrency, prompt }: Load,
  { context, onCall }: { readonly context: CliContext; readonly onCall: (ended: number) => void },
): Promise<BenchCall[]> {
  const calls: BenchCall[] = []
  let begun = 0
  const work = async (): Promise<void> => {
    while (begun < requests) {
      begun += 1
      calls.push(await callOnce(llm, prompt, context))
      context.signal.throwIfAborted()
      onCall(calls.length)
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, requests) }, work))
  return calls
}

async function callOnce(llm: LLMBalancer, prompt: string, { clock, signal }: CliContext): Promise<BenchCall> {
  const startedAt = clock.now()
  const since = (): number => clock.now() - startedAt
  const stream = llm.stream(
    { messages: [{ role: 'user', content: prompt }], maxOutputTokens: 64 },
    { signal },
  )
  try {
    await stream.opened()
    const firstContentMs = since()
    // What is said does not matter, only when it ends.
    while ((await stream.next()).done !== true);
    return { ...targetOf(stream.target?.id), firstContentMs, totalMs: since() }
  } catch (error) {
    const code: unknown = readProperty(error, 'code')
    return { totalMs: since(), failure: typeof code === 'string' ? code : 'failed' }
  }
}

function targetOf(target: string | undefined): Pick<BenchCall, 'target'> {
  return target === undefined ? {} : { target }
}
