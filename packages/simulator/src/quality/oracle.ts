import { defineStrategy, type CallFacts, type Guard, type Permit, type Strategy } from '@llm-balancer/core'
import type { MakeBalancerOptions } from '../scenario/subject.ts'
import type { World } from '../scenario/world.ts'
import type { ModelServer } from '../server/model-server.ts'
import type { ServerRequest } from '../server/server-request.ts'

/** Taken for the length of an answer, which is not known before it is written. */
const outputTokens = 150
const maxWaitMs = 5000

/**
 * The balancer that knows what no real one can: the state of every server, what is left of its quota, and its cache. It does not know the
 * luck of a call. Nothing is chosen better on average; a call that finds no quota waits for it as long as others do.
 */
export const oracle: MakeBalancerOptions = (targets, world) => ({
  strategy: shortestMeanTime(world),
  retry: { maxAttempts: 3 },
  timeouts: { firstContentMs: 15_000 },
  whenUnavailable: { maxWaitMs },
  targets: targets.map((target) => ({ ...target, guards: [knownState(world, target.id)] })),
})

function shortestMeanTime({ servers }: World): Strategy {
  return defineStrategy('oracle', () => ({
    pick(candidates, call) {
      let best = candidates.at(0)
      let leastMs = Infinity
      for (const target of candidates) {
        const ms = servers.get(target.id)?.expectedMs(requestOf(call), call.streaming) ?? Infinity
        if (ms >= leastMs) continue
        leastMs = ms
        best = target
      }
      return best
    },
  }))
}

const permit: Permit = { release: () => undefined }

/** Lets a call through when its server works and has quota for it, and for those that it has let through before and that are on their way. */
function knownState({ servers }: World, id: string): Guard {
  const server = servers.get(id)
  let letThrough = 0
  const waitMs = (call: CallFacts): number =>
    server === undefined ? Infinity : waitOf(server, call, letThrough - server.calls)
  return {
    name: 'known-state',
    availableAt: (now, call) => now + waitMs(call),
    acquire(_now, call) {
      if (waitMs(call) > 0) return null
      letThrough += 1
      return permit
    },
  }
}

/** A server that is down may be back at any time: it is looked at again soon. */
const lookAgainMs = 250

function waitOf(server: ModelServer, call: CallFacts, onTheirWay: number): number {
  const request = requestOf(call)
  if (server.expectedMs(request) === Infinity) return lookAgainMs
  return server.limitWaitMs(request, 1 + Math.max(0, onTheirWay))
}

function requestOf({ inputTokens, affinityKey }: CallFacts): ServerRequest {
  return { id: 0, inputTokens, outputTokens, session: affinityKey, prefixTokens: inputTokens }
}
