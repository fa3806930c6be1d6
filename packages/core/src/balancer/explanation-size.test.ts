import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { BalancerEvent } from '../contracts/events.ts'
import { createBalancer } from './create-balancer.ts'
import { first } from './test/first.ts'
import { leftovers, scene, watched } from './test/scene.ts'
import type { TestVendor } from './test/vendor.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)

function many(count: number, drained = 0) {
  const clock = createFakeClock()
  const targets = Array.from({ length: count }, (_, place) => ({
    id: `t${place}`,
    client: `c${place}`,
    weight: place < drained ? 0 : 1,
  }))
  return watched(
    createBalancer<string>({ clock, strategy: { ...first, meter: { load: ({ order }) => order } }, targets }),
  )
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('the explanation of a pick', () => {
  it('names up to 16 candidates and 16 excluded targets, and counts the others', async () => {
    const balancer = many(60, 20)
    const { attempts } = await balancer.runWithTrail((id) => Promise.resolve(id))
    const picked = attempts[0]?.picked
    expect(picked?.candidates).toHaveLength(16)
    expect(picked?.candidates[0]).toEqual({ id: 't20', load: 21 })
    expect(picked?.moreCandidates).toBe(24)
    expect(picked?.excluded).toHaveLength(16)
    expect(picked?.excluded[0]).toMatchObject({ id: 't0', reason: 'drained' })
    expect(picked?.moreExcluded).toBe(4)
  })

  it('looks at the first 256 targets, and counts those after them that no run may choose', async () => {
    const balancer = many(400)
    for (const place of [100, 300, 399]) balancer.updateTarget(`t${place}`, { weight: 0 })
    const { attempts } = await balancer.runWithTrail((id) => Promise.resolve(id))
    expect(attempts[0]?.picked?.excluded).toMatchObject([{ id: 't100', reason: 'drained' }])
    expect(attempts[0]?.picked?.moreExcluded).toBe(2)
  })

  it('counts nothing when all are named', async () => {
    const { attempts } = await many(20, 4).runWithTrail((id) => Promise.resolve(id))
    expect(attempts[0]?.picked).not.toHaveProperty('moreCandidates')
    expect(attempts[0]?.picked).not.toHaveProperty('moreExcluded')
  })

  it('has the words of a strategy in one line', async () => {
    const words = { explain: () => ' the\u0007 first\n\tone ' }
    const load = { load: () => 0, explain: () => '\n' }
    const strategy = { ...first, ...words, meter: load }
    const balancer = watched(createBalancer({ strategy, targets: [{ id: 'a', client: 'a' }] }))
    const { attempts } = await balancer.runWithTrail((id) => Promise.resolve(id))
    expect(attempts[0]?.picked).toMatchObject({
      because: 'the first one',
      candidates: [{ id: 'a', load: 0 }],
    })
    expect(attempts[0]?.picked?.candidates[0]).not.toHaveProperty('because')
  })

  it('is made when a call or a listener asks for it, and not otherwise', async () => {
    const { balancer, events } = scene({ a: [] }, { strategy: first })
    const silent = many(2)
    const stream = silent.stream(async function* (id: string) {
      yield id
    })
    for await (const chunk of stream) expect(chunk).toBe('c0')
    expect(stream.attempts[0]).not.toHaveProperty('picked')

    const explained = silent.stream(
      async function* (id: string) {
        yield id
      },
      { explain: true },
    )
    for await (const chunk of explained) expect(chunk).toBe('c0')
    expect(explained.attempts[0]?.picked).toMatchObject({ strategy: 'first' })

    const { attempts } = await silent.runWithTrail((id) => Promise.resolve(id), { explain: false })
    expect(attempts[0]).not.toHaveProperty('picked')

    await balancer.run(call)
    const picked = events.filter((event: BalancerEvent) => event.type === 'target-picked')
    expect(picked).toMatchObject([{ candidates: [{ id: 'a' }], excluded: [], targetId: 'a', attempt: 1 }])
  })

  it('is not heard any more when its listener has gone', async () => {
    const balancer = many(2)
    let heard = 0
    const end = balancer.on('target-picked', () => (heard += 1))
    await balancer.run((id) => Promise.resolve(id))
    end()
    await balancer.run((id) => Promise.resolve(id))
    expect(heard).toBe(1)
  })
})

describe('the window of a target in a snapshot', () => {
  it('is missing until the target has refused a call, and a whole number then', async () => {
    const { balancer } = scene({ a: [{ answer: statusError(503) }] }, { strategy: first })
    expect(balancer.snapshot().targets[0]).not.toHaveProperty('window')
    await balancer.run(call, { maxAttempts: 1 }).catch(() => {})
    expect(balancer.snapshot().targets[0]).toMatchObject({ window: 1 })
    for (let count = 0; count < 20; count += 1) await balancer.run(call)
    const { window } = balancer.snapshot().targets[0] ?? {}
    expect(window).toBe(9)
  })

  it('is missing again once the target is reinstated', async () => {
    const { balancer } = scene({ a: [{ answer: statusError(503) }] }, { strategy: first })
    await balancer.run(call, { maxAttempts: 1 }).catch(() => {})
    balancer.reinstateTarget('a')
    expect(balancer.snapshot().targets[0]).not.toHaveProperty('window')
  })
})
