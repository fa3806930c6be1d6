import { afterEach, expect, it } from 'vitest'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createBalancer } from './create-balancer.ts'
import { leftovers, watched } from './test/scene.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

it('the reason of a pick lists each target once: as a candidate, or as excluded with the reason', async () => {
  const targets = [
    { id: 'a', client: 'a' },
    { id: 'b', client: 'b' },
    { id: 'c', client: 'c', weight: 0 },
  ]
  const balancer = watched(
    createBalancer<string>({ clock: createFakeClock(), strategy: failover(), targets }),
  )
  const { attempts } = await balancer.runWithTrail((client) => Promise.resolve(client))
  expect(attempts[0]?.picked).toMatchObject({
    candidates: [{ id: 'a' }, { id: 'b' }],
    excluded: [{ id: 'c', reason: 'drained' }],
  })
})

it.each(['toString', 'constructor', 'odd'])(
  'a classifier that gives %s, which is no kind of failure, is reported and ignored',
  async (word) => {
    const reported: unknown[] = []
    const balancer = watched(
      createBalancer<string>({
        clock: createFakeClock(),
        strategy: failover(),
        classify: () => word as 'server',
        targets: [
          { id: 'a', client: 'a' },
          { id: 'b', client: 'b' },
        ],
      }),
    )
    balancer.on('listener-failed', (event) => reported.push(event))
    const failure = Object.assign(new Error('down'), { status: 500 })
    const { value, attempts } = await balancer.runWithTrail((client) =>
      client === 'a' ? Promise.reject(failure) : Promise.resolve(client),
    )
    expect(value).toBe('b')
    expect(attempts[0]?.outcome).toMatchObject({ type: 'failure', kind: 'server' })
    expect(reported).toMatchObject([{ event: 'classify' }])
  },
)
