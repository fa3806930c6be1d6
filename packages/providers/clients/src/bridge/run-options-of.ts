import type { RunOptions } from '@llm-balancer/core'
import type { BridgeState } from './bridge-options.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { earlierAnswer, isInConversation, isInference } from './endpoint-kind.ts'

/**
 * Where a request may go, and how often. A question goes anywhere; one that goes on from an answer kept at an account goes
 * where that is, and what is about an account's things goes home, without a second try unless it only reads.
 */
export function runOptionsOf(bridge: BridgeState, request: IncomingRequest): RunOptions {
  const { whereabouts, balancer } = bridge
  const home = bridge.home ?? balancer.targets()[0]?.id
  const { body, method, signal } = request
  const earlier = earlierAnswer(request)
  const isTied = earlier !== undefined || isInConversation(request) || !isInference(request)
  const isRepeatable = isInference(request) || method === 'GET' || method === 'HEAD'
  const cacheKey = body?.['prompt_cache_key']
  return {
    ...(isTied ? { pin: whereabouts.of(earlier) ?? home } : {}),
    ...(isRepeatable ? {} : { maxAttempts: 1 }),
    ...(typeof cacheKey === 'string' ? { affinityKey: cacheKey } : {}),
    ...bridge.runOptions(request),
    signal,
  }
}
