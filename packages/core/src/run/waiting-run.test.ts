import { expect, it } from 'vitest'
import { createBalancer } from '../balancer/create-balancer.ts'
import type { Guard } from '../contracts/guard.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'

/** A guard that lets calls through until it is closed. */
class Gate implements Guard {
  readonly name = 'gate'
  isOpen: boolean

  constructor(isOpen: boolean) {
    this.isOpen = isOpen
  }

  availableAt(now: number): number {
    return this.isOpen ? now : Infinity
  }

  acquire() {
    return { release: () => {} }
  }
}

/** How often the time is read when a call ends while nothing is available and so many runs wait that have failed once. */
async function readsPerEnd(waiting: number): Promise<number> {
  const clock = createFakeClock()
  let reads = 0
  const now = (): number => {
    reads += 1
    return clock.now()
  }
  const gate = new Gate(true)
  const calls: { readonly answer: (text: string) => void; readonly fail: (error: unknown) => void }[] = []
  const balancer = createBalancer({
    clock: { now, schedule: clock.schedule },
    strategy: failover(),
    targets: [
      { id: 'first', client: 'first', guards: [gate] },
      { id: 'second', client: 'second', guards: [new Gate(false)] },
    ],
    whenUnavailable: { maxWaitMs: 60_000 },
    retry: { maxAttempts: 2, budget: false, backoff: () => 30_000 },
  })
  const call = (): Promise<string> =>
    new Promise((answer, fail) => {
      calls.push({ answer, fail })
    })
  // Two go on: one that ends later, and one without which there would be nothing to wait for.
  const ended = Promise.allSettled(Array.from({ length: waiting + 2 }, () => balancer.run(call)))
  await clock.settle()
  gate.isOpen = false
  for (const { fail } of calls.slice(2)) fail(statusError(500))
  await clock.settle()
  expect(balancer.snapshot().runs.waiting).toBe(waiting)
  reads = 0
  calls[0]?.answer('done')
  await clock.settle()
  const counted = reads
  await balancer.close({ graceMs: 0 })
  await ended
  return counted
}

it('costs the same for each end of a call, however many have failed and wait, while no target is available', async () => {
  expect(await readsPerEnd(100)).toBe(await readsPerEnd(10))
})
