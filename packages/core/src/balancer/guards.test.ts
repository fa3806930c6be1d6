import { afterEach, describe, expect, it } from 'vitest'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'
import { GuardLog, leftovers, watched } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

function guarded(...guards: readonly GuardLog[]) {
  const clock = createFakeClock()
  const balancer = watched(
    createBalancer<string>({
      clock,
      strategy: failover(),
      targets: [
        { id: 'a', client: 'a', guards },
        { id: 'b', client: 'b' },
      ],
    }),
  )
  return { balancer, clock }
}
const call = (client: string) => Promise.resolve(client)

describe('two guards of one target', () => {
  it('the first hears neutral when the second gives no permit, and another target is called', async () => {
    const [first, second] = [new GuardLog('first'), new GuardLog('second')]
    second.refuses = true
    const { balancer } = guarded(first, second)
    await expect(balancer.run(call)).resolves.toBe('b')
    expect(first.acquired).toBe(1)
    expect(first.released).toEqual([{ type: 'neutral', durationMs: 0 }])
    expect(second.released).toEqual([])
    expect(balancer.snapshot().targets[0]).toMatchObject({ attempts: 0, inFlight: 0 })
  })

  it('the first gives its permit back also when the second throws', async () => {
    const first = new GuardLog('first')
    const second = new GuardLog('second')
    second.acquire = () => {
      throw new Error('broken guard')
    }
    const { balancer } = guarded(first, second)
    await balancer.run(call).catch(() => undefined)
    expect(first.acquired).toBe(1)
    expect(first.released).toEqual([{ type: 'neutral', durationMs: 0 }])
  })

  it('both hear of the outcome when both give a permit', async () => {
    const guards = [new GuardLog('first'), new GuardLog('second')]
    const { balancer } = guarded(...guards)
    await expect(balancer.run(call)).resolves.toBe('a')
    for (const { released } of guards) expect(released).toMatchObject([{ type: 'success' }])
  })

  it('are both asked when the target may be called', async () => {
    const [first, second] = [new GuardLog('first'), new GuardLog('second')]
    const { balancer, clock } = guarded(first, second)
    second.blockedUntil = clock.now() + 50
    await expect(balancer.run(call)).resolves.toBe('b')
    expect(balancer.snapshot().targets[0]).toMatchObject({
      state: 'blocked',
      reason: 'second',
      availableAt: clock.now() + 50,
    })
  })
})

describe('a guard that cannot say when it is available', () => {
  it('keeps an answer that has come when a listener is there for blocked targets', async () => {
    const guard = new GuardLog('broken')
    const { balancer } = guarded(guard)
    const events: unknown[] = []
    balancer.on('target-blocked', () => {})
    balancer.on('listener-failed', (event) => events.push(event))
    const answer = balancer.run((client) => {
      guard.availableAt = () => {
        throw new Error('broken guard')
      }
      return call(client)
    })
    await expect(answer).resolves.toBe('a')
    expect(guard.released).toMatchObject([{ type: 'success' }])
    expect(events).toMatchObject([{ event: 'guard', error: { message: 'broken guard' } }])
    guard.availableAt = () => 0
  })
})

describe('other guards for a target that serves', () => {
  it('are asked from now on, while a running attempt keeps the permit of the old ones', async () => {
    const [old, young] = [new GuardLog('old'), new GuardLog('young')]
    const { balancer } = guarded(old)
    let answer: (text: string) => void = () => {}
    const running = balancer.run(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve
        }),
    )
    balancer.updateTarget('a', { guards: [young] })
    await expect(balancer.run(call)).resolves.toBe('a')
    expect([old.acquired, young.acquired]).toEqual([1, 1])
    answer('late')
    await running
    expect(old.released).toMatchObject([{ type: 'success' }])
    expect(young.released).toHaveLength(1)
  })

  it('are kept when an update names none', async () => {
    const guard = new GuardLog()
    const { balancer } = guarded(guard)
    balancer.updateTarget('a', { weight: 2 })
    await balancer.run(call)
    expect(guard.acquired).toBe(1)
  })
})
