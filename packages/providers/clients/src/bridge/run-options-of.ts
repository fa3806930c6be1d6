import type { RunOptions } from '@llm-balancer/core'
import type { BridgeState } from './bridge-options.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { earlierAnswer, isInConversation, isInference } from './endpoint-kind.ts'

/**
 * Which targets may serve a request, and how often. A request to a model may go to any; one that continues a stored answer goes
 * to the target that stores it, and one about things in an account goes to `home`, once unless it only reads.
 */
export function runOptionsOf(bridge: BridgeState, request: IncomingRequest): RunOptions {
  const { answerLocations, balancer } = bridge
  const home = bridge.home ?? balancer.targets()[0]?.id
  const { body, method, signal } = request
  const earlier = earlierAnswer(request)
  const isTied = earlier !== undefined || isInConversation(request) || !isInference(request)
  const isRepeatable = isInference(request) || method === 'GET' || method === 'HEAD'
  const cacheKey = body?.['prompt_cache_key']
  return {
    ...(isTied ? { pin: answerLocations.of(earlier) ?? home } : {}),
    ...(isRepeatable ? {} : { maxAttempts: 1 }),
    ...(typeof cacheKey === 'string' ? { affinityKey: cacheKey } : {}),
    ...bridge.runOptions(request),
    signal,
  }
}
