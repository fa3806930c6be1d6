import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { TargetView } from '../contracts/target.ts'
import { NoTargetAvailableError } from '../errors/run-errors.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, statusError, type ScriptedClient } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)

function scene(...steps: Parameters<typeof scriptedClient>[1][]) {
  const clock = createFakeClock()
  const clients = ['a', 'b', 'c'].map((id) => scriptedClient(id, ...steps))
  const balancer = createBalancer<ScriptedClient>({
    clock,
    strategy: failover(),
    targets: clients.map((client, index) => ({
      id: client.id,
      client,
      tags: client.id === 'c' ? ['a'] : [],
      contextWindow: (index + 1) * 1000,
    })),
  })
  const asked = () => clients.flatMap(({ id, calls }) => calls.map(() => id))
  return { balancer, clock, asked }
}

describe('a run that says which targets it may use', () => {
  it.each([
    [{ only: 'b' }, 'b'],
    [{ only: ['c'] }, 'c'],
    [{ exclude: 'a' }, 'b'],
    [{ only: (target: TargetView) => (target.contextWindow ?? 0) > 2000 }, 'c'],
    [{ only: ({ id }: TargetView) => id !== 'a', exclude: 'b' }, 'c'],
  ])('goes there and nowhere else: %j', async (options, served) => {
    const { balancer, asked } = scene()
    expect(await balancer.run(call, options)).toBe(`from ${served}`)
    expect(asked()).toEqual([served])
  })

  it('fails over only to those', async () => {
    const { balancer, asked } = scene({ fail: statusError(500) })
    await expect(balancer.run(call, { only: ({ id }) => id !== 'b', maxAttempts: 2 })).rejects.toThrow()
    expect(asked()).toEqual(['a', 'c'])
  })

  it('calls no target when none passes the filter', async () => {
    const { balancer, asked } = scene()
    const failing = balancer.run(call, { only: () => false })
    await expect(failing).rejects.toSatisfy((error) => NoTargetAvailableError.isInstance(error))
    expect(asked()).toEqual([])
  })

  it('goes by the names as they were when it was called, and does not change where later calls go', async () => {
    const { balancer, asked } = scene()
    const lists = { only: ['a', 'b'], exclude: ['a'], needs: ['video'] }
    await balancer.run(call, lists)
    lists.only[1] = 'c'
    lists.exclude[0] = 'b'
    lists.needs[0] = 'audio'
    balancer.updateTarget('a', { lacks: ['audio'] })
    balancer.updateTarget('b', { weight: 2 })
    await balancer.run(call, { only: ['a', 'b'], exclude: ['a'], needs: ['video'] })
    expect(asked()).toEqual(['b', 'b'])
  })

  it('may call no target about which its function throws, and says so', async () => {
    const { balancer, asked, clock } = scene()
    const mistake = new Error('a mistake')
    const faults: unknown[] = []
    balancer.on('listener-failed', ({ event, error }) => faults.push([event, error]))
    const failing = balancer.run(call, {
      only() {
        throw mistake
      },
    })
    await expect(failing).rejects.toThrow(
      'no target may take the call now (a: filtered; b: filtered; c: filtered)',
    )
    expect(faults[0]).toEqual(['only', mistake])
    expect(asked()).toEqual([])
    expect(balancer.snapshot().runs).toMatchObject({ failed: 1, running: 0 })
    expect(clock.pending).toBe(0)
    expect(await balancer.run(call)).toBe('from a')
  })
})
