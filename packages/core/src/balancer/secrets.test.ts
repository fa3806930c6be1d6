import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { BalancerEvent } from '../contracts/events.ts'
import { failureKinds } from '../errors/failure.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { custom } from '../strategies/custom.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'

const planted = 'planted-secret-4711'

interface Client {
  readonly apiKey: string
  readonly kind: (typeof failureKinds)[number]
}

/** Everything a value shows when it is printed, logged or sent: hidden properties and the chain of causes included. */
function everythingIn(value: unknown): string {
  return inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null })
}

describe('a secret inside a client or a prompt', () => {
  it.each(failureKinds)('shows in nothing that a run which fails with %s leaves behind', async (kind) => {
    const clock = createFakeClock()
    const seenByStrategy: unknown[] = []
    const balancer = createBalancer<Client>({
      clock,
      strategy: custom((targets) => {
        seenByStrategy.push(...targets)
        return targets[0] ?? 'none'
      }),
      targets: ['a', 'b'].map((id) => ({ id, client: { apiKey: planted, kind } })),
    })
    const events: BalancerEvent[] = []
    balancer.on('*', (event) => {
      events.push(event)
    })
    const prompt = { text: planted }
    const fail = (client: Client, _attempt: Attempt): Promise<never> => {
      expect(prompt.text).toBe(client.apiKey)
      return Promise.reject(new ProviderError({ provider: 'vendor', kind: client.kind, message: 'failed' }))
    }
    const run = balancer.run(fail, { affinityKey: 'session' }).catch((thrown: unknown) => thrown)
    await clock.advance(600_000)
    const error = await run
    expect(error).toBeInstanceOf(Error)
    const left = {
      error,
      events,
      snapshot: balancer.snapshot(),
      targets: balancer.targets(),
      balancer,
      seenByStrategy,
    }
    expect(everythingIn(left)).not.toContain(planted)
    expect(JSON.stringify(left)).not.toContain(planted)
  })

  it('shows in no error about bad settings', () => {
    const bad = [
      { targets: planted },
      { targets: [planted] },
      { targets: [{ id: 'a', client: planted, weight: planted }] },
      { targets: [{ id: 'a', client: planted, tags: planted }] },
      { targets: [{ id: 'a', client: planted }], strategy: planted },
      { targets: [{ id: 'a', client: planted }], whenUnavailable: { maxWaitMs: planted } },
      { targets: [{ id: 'a', client: planted }], retry: planted },
    ]
    for (const options of bad) {
      let thrown: unknown
      try {
        createBalancer(options as never)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(Error)
      expect(everythingIn(thrown)).not.toContain(planted)
    }
  })
})
