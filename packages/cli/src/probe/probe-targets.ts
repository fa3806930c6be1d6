import type { LimitReport } from '@llm-balancer/core'
import type { LLMBalancer } from 'llm-balancer'
import type { CliContext } from '../cli-context.ts'
import { failureText } from '../failure-text.ts'

/** What one target has answered to a probe. */
export interface ProbeReport {
  readonly target: string
  readonly reachable: boolean
  /** The model that answered, as the vendor names it. */
  readonly model?: string
  /** Until the whole short answer, in ms. */
  readonly latencyMs?: number
  /** The limits that its headers tell. */
  readonly limits: readonly LimitReport[]
  /** Why there was no answer. */
  readonly problem?: string
}

/** A target that has not answered by then is not reachable, in ms. */
const longestMs = 30_000

const request = {
  messages: [{ role: 'user', content: 'Answer with the word ok.' }],
  maxOutputTokens: 16,
} as const

/** Asks every target once, all at the same time, each without failing over. */
export async function probeTargets(llm: LLMBalancer, context: CliContext): Promise<ProbeReport[]> {
  const asked = llm.snapshot().targets.map(({ id }) => id)
  const reports = await Promise.all(asked.map((target) => probe(llm, target, context)))
  context.signal.throwIfAborted()
  const limits = new Map(llm.snapshot().targets.map((one) => [one.id, one.limits ?? []]))
  return reports.map((report) => ({ ...report, limits: limits.get(report.target) ?? [] }))
}

async function probe(llm: LLMBalancer, target: string, { clock, signal }: CliContext): Promise<ProbeReport> {
  const startedAt = clock.now()
  try {
    const { response } = await llm.generate(request, {
      pin: target,
      maxAttempts: 1,
      deadlineMs: longestMs,
      thoughtsOnly: 'keep',
      signal,
    })
    const { modelId } = response
    const latencyMs = Math.round(clock.now() - startedAt)
    return {
      target,
      reachable: true,
      ...(modelId === undefined ? {} : { model: modelId }),
      latencyMs,
      limits: [],
    }
  } catch (error) {
    return { target, reachable: false, limits: [], problem: failureText(error) }
  }
}
