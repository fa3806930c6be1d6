import type { RunOptions } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
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
  const isTied = isInConversation(request) || !isInference(request)
  const isRepeatable = isInference(request) || method === 'GET' || method === 'HEAD'
  const cacheKey = body?.['prompt_cache_key']
  const asked = bridge.runOptions(request)
  const options = {
    ...(isTied ? { pin: answerLocations.of(earlier) ?? home } : {}),
    ...(isRepeatable ? {} : { maxAttempts: 1 }),
    ...preferenceOf(bridge, request, earlier ?? ''),
    ...(typeof cacheKey === 'string' ? { affinityKey: cacheKey } : {}),
    ...asked,
    signal,
  }
  return options.pin === undefined ? { ...options, ...withoutMisfits(bridge, request, asked) } : options
}

/**
 * A conversation goes first to the targets that have issued what it sends back. One that continues a stored answer goes only to where
 * that is stored; where that is not known, to one target after the other, `home` first.
 */
function preferenceOf(
  { answerLocations, memory, balancer, home = balancer.targets()[0]?.id }: BridgeState,
  request: IncomingRequest,
  earlier: string,
): Pick<RunOptions, 'prefer' | 'heldBy'> {
  if (!isInference(request)) return {}
  if (earlier === '') return memory.preferredFor(request)
  const holders = new Set([...[answerLocations.of(earlier) ?? []].flat(), ...memory.issuersOf(earlier)])
  if (holders.size > 0) return { heldBy: [...holders] }
  return defined({ prefer: home })
}

/** The targets that a request is not sent to: those of another format. */
function withoutMisfits(
  { misfits, balancer }: BridgeState,
  { format }: IncomingRequest,
  { exclude = [] }: Pick<RunOptions, 'exclude'>,
): Pick<RunOptions, 'exclude'> {
  const ids = misfits.of(format)
  // Where no target is left, one of them says what is wrong.
  return ids.length === 0 || ids.length >= balancer.targets().length
    ? {}
    : { exclude: [...(typeof exclude === 'string' ? [exclude] : exclude), ...ids] }
}
