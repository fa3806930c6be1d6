import type { LLMBalancer } from 'llm-balancer'
import { judgeAnswer, promptOf } from './answers.ts'
import type { RunVerdict } from './tally.ts'

/** The method by which a run asks. */
export type RunKind = 'request' | 'generate' | 'stream'

/** One run of the load. */
export type RunPlan = { readonly run: number; readonly kind: RunKind }

/** Longest silence within a stream before it counts as broken, in ms. */
const idleMs = 1500

type Answer = { readonly text: string; readonly provider: string | undefined; readonly restarts: number }

/** Makes one run and judges its answer: a run is lost unless its answer is complete, right, and of one target. */
export async function oneRun(llm: LLMBalancer, plan: RunPlan, signal: AbortSignal): Promise<RunVerdict> {
  const { run } = plan
  const kind = plan.kind === 'stream' ? 'stream' : 'chat'
  const verdict = { run, kind, mixed: false, restarts: 0 } as const
  try {
    const { text, provider, restarts } = await ask(llm, plan, signal)
    const judgement = judgeAnswer(text, run, provider)
    if (judgement === 'right') return { ...verdict, result: 'succeeded', restarts }
    const reason = `${judgement} answer of ${provider ?? 'no target'}: ${text}`
    return { ...verdict, result: 'lost', mixed: judgement === 'mixed', restarts, reason }
  } catch (error) {
    if (signal.aborted) return { ...verdict, result: 'cancelled' }
    return { ...verdict, result: 'lost', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function ask(llm: LLMBalancer, { run, kind }: RunPlan, signal: AbortSignal): Promise<Answer> {
  const prompt = promptOf(run)
  const messages = [{ role: 'user', content: prompt }] as const
  if (kind === 'stream') return readStream(llm, prompt, signal)
  if (kind === 'generate') return { ...(await llm.generate({ messages }, { signal })), restarts: 0 }
  const { content: text, provider } = await llm.request({ prompt }, { signal })
  return { text, provider, restarts: 0 }
}

async function readStream(llm: LLMBalancer, prompt: string, signal: AbortSignal): Promise<Answer> {
  const stream = llm.stream(
    { messages: [{ role: 'user', content: prompt }] },
    { signal, onInterrupted: 'restart', timeouts: { idleMs } },
  )
  let text = ''
  let restarts = 0
  for await (const part of stream) {
    if (part.type === 'text-delta') text += part.delta
    if (part.type !== 'restart') continue
    // What was received is void: another target answers from the beginning.
    text = ''
    restarts += 1
  }
  return { text, provider: stream.target?.id, restarts }
}
