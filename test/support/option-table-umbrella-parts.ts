import { createLLMBalancer, type LLMBalancer } from '../../packages/llm-balancer/src/index.ts'
import {
  aboveZero,
  aboveZeroUpToForever,
  atLeastZero,
  share,
  upstreamEmbedding,
  upstreamModel,
  wholeFromOne,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

/** A balancer with these options. */
export const createUmbrella = (options: object): LLMBalancer =>
  createLLMBalancer({ providers: [], ...options })

/** A provider entry whose models are ready-made. */
export const readyEntry = { name: 'a', model: upstreamModel as never, embedding: upstreamEmbedding as never }

/** A balancer over it. */
export const umbrella = (): LLMBalancer => createLLMBalancer({ providers: [readyEntry] })

const circuitNumbers = {
  failureThreshold: wholeFromOneUpToForever,
  windowMs: aboveZero,
  resetTimeoutMs: atLeastZero,
  resetJitterRatio: share,
  maxRetryAfterMs: atLeastZero,
  successThreshold: wholeFromOne,
  maxProbes: wholeFromOneUpToForever,
  probeLeaseMs: aboveZeroUpToForever,
}
/** Options of a circuit, of the balancer or of one provider. */
export const circuitOptions: Omit<OptionObject, 'give' | 'who'> = {
  types: ['llm-balancer: ProviderCircuitOptions'],
  path: 'circuitBreaker.',
  numbers: circuitNumbers,
  forms: { resetTimeoutMs: 'a number, { baseMs }, a function or a backoff of cockatiel' },
  foreign: { resetTimeout: 'resetTimeoutMs', threshold: 'failureThreshold' },
}
