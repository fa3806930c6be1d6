import type { FakeTargetOptions, FakeTargetSettings } from '@llm-balancer/testing'
import type { ProviderConfig, TokenPrice } from 'llm-balancer'
import { answerChunks, runIn } from './answers.ts'

/** One fake target and the provider entry that reaches it. */
export type FleetMember = {
  readonly id: string
  readonly type: 'openai' | 'anthropic' | 'openai-compatible'
  /** Median time to the first byte, in ms. */
  readonly medianMs: number
  /** Median time between two chunks of a stream, in ms. */
  readonly gapMs: number
  readonly cost: TokenPrice
  /** The limit the target enforces and the balancer knows of. */
  readonly requestsPerMinute?: number
}

/** Five targets that differ in vendor, speed, price and limit. Ids are the names of provider entries. */
export const fleet: readonly FleetMember[] = [
  {
    ...{ id: 'openai-fast', type: 'openai', medianMs: 18, gapMs: 2 },
    cost: { inputPerMTok: 2.5, outputPerMTok: 10 },
  },
  {
    ...{ id: 'openai-cheap', type: 'openai', medianMs: 40, gapMs: 4 },
    cost: { inputPerMTok: 0.15, outputPerMTok: 0.6 },
  },
  {
    ...{ id: 'claude-quick', type: 'anthropic', medianMs: 25, gapMs: 3 },
    cost: { inputPerMTok: 1, outputPerMTok: 5 },
  },
  {
    ...{ id: 'claude-smart', type: 'anthropic', medianMs: 50, gapMs: 5 },
    cost: { inputPerMTok: 3, outputPerMTok: 15 },
  },
  {
    ...{ id: 'vllm-local', type: 'openai-compatible', medianMs: 30, gapMs: 3, requestsPerMinute: 600 },
    cost: { inputPerMTok: 0, outputPerMTok: 0 },
  },
]

const sigma = 0.35

/** How a healthy target behaves; `slowness` multiplies its times. */
export function settingsOf({ id, medianMs, gapMs }: FleetMember, slowness = 1): FakeTargetSettings {
  return {
    latency: { medianMs: medianMs * slowness, sigma },
    chunkGap: { medianMs: gapMs * slowness, sigma },
    faults: [],
    apiKey: keyOf(id),
    reply: ({ body }) => ({ chunks: answerChunks(id, runIn(body)) }),
  }
}

/** The targets of the fake server. */
export function fakeTargets(): (FakeTargetOptions & { readonly id: string })[] {
  return fleet.map((member) => ({
    ...settingsOf(member),
    id: member.id,
    format: member.type === 'anthropic' ? 'anthropic' : 'openai',
    ...(member.requestsPerMinute === undefined
      ? {}
      : { limits: { requestsPerMinute: member.requestsPerMinute } }),
  }))
}

/** The provider entries of the balancer. */
export function providerEntries(urlOf: (id: string) => string): ProviderConfig[] {
  return fleet.map(({ id, type, cost, requestsPerMinute }) => ({
    ...{ name: id, type, cost, model: `${id}-1`, apiKey: keyOf(id), baseURL: urlOf(id) },
    timeouts: { attemptMs: longestAttemptMs },
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  }))
}

/** Time a target has for an answer, or for the first content of a stream. */
const longestAttemptMs = 1500

function keyOf(id: string): string {
  return `demo-key-of-${id}`
}
