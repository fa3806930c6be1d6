import { afterEach, describe, expect, it } from 'vitest'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog, leftovers, watched } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('the time reserved for another target', () => {
  it.each([
    ['is kept when another attempt may follow', 2, ['a', 'b']],
    ['is not kept from the last attempt there may be', 1, ['a']],
  ])('%s', async (_what, maxAttempts, served) => {
    const clock = createFakeClock()
    const balancer = watched(
      createBalancer<string>({
        clock,
        strategy: failover(),
        timeouts: { deadlineMs: 1000, failoverReserveRatio: 0.5 },
        retry: { maxAttempts },
        targets: [
          { id: 'a', client: 'a' },
          { id: 'b', client: 'b' },
        ],
      }),
    )
    const called: string[] = []
    const running = balancer
      .run((client) => {
        called.push(client)
        return client === 'b' ? Promise.resolve('b') : new Promise<string>(() => undefined)
      })
      .catch((error: unknown) => error)
    await clock.advance(600)
    expect(called).toEqual(served)
    await clock.advance(400)
    await running
  })
})

describe('a run that may not wait', () => {
  it('fails at once although a running attempt may free its target', async () => {
    const clock = createFakeClock()
    const guard = new GuardLog('slots')
    const targets = [{ id: 'a', client: 'a', guards: [guard] }]
    const balancer = watched(createBalancer<string>({ clock, whenUnavailable: 'fail', targets }))
    let answer: (text: string) => void = () => undefined
    const first = balancer.run(() => new Promise<string>((resolve) => (answer = resolve)))
    guard.blockedUntil = Infinity
    await expect(balancer.run((client) => Promise.resolve(client))).rejects.toMatchObject({
      code: 'no-target-available',
    })
    answer('done')
    await expect(first).resolves.toBe('done')
  })
})
