import { afterEach, describe, expect, it } from 'vitest'
import type { Guard } from '../contracts/guard.ts'
import { createBalancer } from '../balancer/create-balancer.ts'
import type { BalancerOptions } from '../balancer/options.ts'
import { first } from '../balancer/test/first.ts'
import { leftovers, watched } from '../balancer/test/scene.ts'
import { createFakeClock } from '../testing/fake-clock.ts'

function made(options: Partial<BalancerOptions<string>>, targets: BalancerOptions<string>['targets']) {
  const clock = createFakeClock()
  const balancer = watched(createBalancer<string>({ clock, strategy: { ...first }, targets, ...options }))
  return { balancer, clock }
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a guard', () => {
  const good: Guard = { name: 'odd', availableAt: () => 0, acquire: () => ({ release() {} }) }
  const withGuard = (guard: Guard) =>
    made({}, [
      { id: 'a', client: 'a', guards: [guard] },
      { id: 'b', client: 'b' },
    ])

  it('that fails once is asked again, whether or not it says when its answer changes', async () => {
    let isFailing = false
    const availableAt = () => {
      if (isFailing) throw new Error('a fault of the user')
      return 0
    }
    const played = withGuard({ ...good, availableAt, onChange: () => () => {} })
    const run = () => played.balancer.run((id) => Promise.resolve(id))
    isFailing = true
    expect(await run()).toBe('b')
    isFailing = false
    expect(await run()).toBe('a')
  })

  it('that fails while a run waits for its target serves it soon afterwards', async () => {
    let isFailing = false
    let used = 0
    const guard: Guard = {
      name: 'one at a time',
      availableAt() {
        if (isFailing) throw new Error('a fault of the user')
        return used === 0 ? 0 : Infinity
      },
      acquire() {
        used = 1
        return {
          release() {
            used = 0
            isFailing = true
          },
        }
      },
      onChange: () => () => {},
    }
    const { balancer, clock } = made({ whenUnavailable: 'wait' }, [{ id: 'a', client: 'a', guards: [guard] }])
    let finish: (id: string) => void = () => {}
    const running = balancer.run(() => new Promise<string>((resolve) => (finish = resolve)))
    const waiting = balancer.run((id) => Promise.resolve(id))
    finish('a')
    await clock.advance(1000)
    isFailing = false
    await clock.advance(300)
    expect(await running).toBe('a')
    expect(await waiting).toBe('a')
  })

  it('that removes its own target when it is asked takes it out for good', async () => {
    const { balancer } = withGuard({
      ...good,
      availableAt() {
        if (isRemoving) void balancer.removeTarget('a')
        isRemoving = false
        return 0
      },
      onChange: () => () => {},
    })
    let isRemoving = false
    const run = () => balancer.run((id) => Promise.resolve(id))
    expect(await run()).toBe('a')
    isRemoving = true
    await run()
    expect(await run()).toBe('b')
    expect(balancer.snapshot().targets.map(({ id }) => id)).toEqual(['b'])
  })
})
