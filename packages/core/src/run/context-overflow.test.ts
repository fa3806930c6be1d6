import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { first } from '../balancer/test/first.ts'
import { leftovers, scene } from '../balancer/test/scene.ts'
import type { TestVendor } from '../balancer/test/vendor.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const tooLong = { answer: statusError(400, { code: 'context_length_exceeded' }) }

interface Limits {
  readonly contextWindow?: number
  readonly model?: string
}

/** Targets that refuse the call as too long, but for those that are named in `fine`. */
function made(limits: Readonly<Record<string, Limits>>, ...fine: string[]) {
  const ids = Object.keys(limits)
  const scripted = scene(Object.fromEntries(ids.map((id) => [id, fine.includes(id) ? [] : [tooLong]])), {
    strategy: first,
  })
  for (const id of ids) scripted.balancer.updateTarget(id, limits[id] ?? {})
  return scripted
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a call that is too long for a target', () => {
  it('goes to one with a larger window, and counts against none', async () => {
    const { balancer, served, guards } = made(
      {
        a: { contextWindow: 100 },
        b: { contextWindow: 100 },
        c: { contextWindow: 50 },
        d: { contextWindow: 200 },
      },
      'd',
    )
    await expect(balancer.run(call)).resolves.toBe('d')
    expect(served).toEqual(['a', 'd'])
    expect(guards['a']?.released.map(({ type }) => type)).toEqual(['neutral'])
  })

  it('goes to one of an unknown window that has another model, once', async () => {
    const { balancer, served } = made({
      a: { contextWindow: 100, model: 'small' },
      b: { model: 'small' },
      c: { model: 'large' },
      d: { model: 'larger' },
    })
    await expect(balancer.run(call)).rejects.toMatchObject({ status: 400 })
    expect(served).toEqual(['a', 'c'])
  })

  it('goes to one of an unknown window when the first had an unknown one as well, once', async () => {
    const { balancer, served } = made({ a: { model: 'one' }, b: { model: 'two' }, c: { model: 'three' } })
    await expect(balancer.run(call)).rejects.toBe(tooLong.answer)
    expect(served).toEqual(['a', 'b'])
  })

  it('goes to one whose model is not known', async () => {
    const { balancer, served } = made({ a: {}, b: {} }, 'b')
    await expect(balancer.run(call)).resolves.toBe('b')
    expect(served).toEqual(['a', 'b'])
  })

  it('goes to known larger windows as well after an unknown one was too small', async () => {
    const { balancer, served } = made(
      { a: { contextWindow: 100 }, b: { model: 'two' }, c: { contextWindow: 500 } },
      'c',
    )
    await expect(balancer.run(call)).resolves.toBe('c')
    expect(served).toEqual(['a', 'b', 'c'])
  })

  it('fails with the first error of its kind when no target takes more', async () => {
    const { balancer, served } = made({ a: { contextWindow: 100 }, b: { contextWindow: 100 } })
    await expect(balancer.run(call)).rejects.toBe(tooLong.answer)
    expect(served).toEqual(['a'])
  })

  it('is not sent to a target at all whose window is known to be too small', async () => {
    const { balancer, served } = made({ a: { contextWindow: 100 }, b: { contextWindow: 101 } }, 'b')
    await expect(balancer.run(call, { expectedTokens: { input: 90, output: 11 } })).resolves.toBe('b')
    expect(served).toEqual(['b'])
    await expect(balancer.run(call, { expectedTokens: { input: 1000 } })).rejects.toMatchObject({
      considered: [{ reason: 'filtered' }, { reason: 'filtered' }],
    })
  })
})
