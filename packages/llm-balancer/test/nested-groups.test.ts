import { describe, expect, it } from 'vitest'
import { createLLMBalancer, type LLMBalancerOptions, type ProviderInput } from '../src/index.ts'
import { scene, type Scene } from './scene.ts'

type Id = 'a' | 'b' | 'c'
const ask = { prompt: 'Hi' }

function nested(
  more: object = {},
  ids: readonly Id[] = ['a', 'b'],
): Scene<Id> & {
  readonly inputs: (group?: object, ids?: readonly Id[]) => readonly ProviderInput[]
  readonly serves: (count: number) => Promise<readonly string[]>
} {
  const set = scene<Id>({ a: {}, b: {}, c: {} })
  const entryOf = (id: Id): ProviderInput => ({
    name: id,
    type: 'openai',
    apiKey: `sk-key-of-${id}`,
    model: 'm',
    baseURL: set.fake.url(id),
  })
  const inputs = (group: object = {}, inner: readonly Id[] = ids): readonly ProviderInput[] => [
    {
      name: 'group',
      strategy: 'round-robin',
      priority: -1,
      ...group,
      providers: inner.map(entryOf),
    },
    entryOf('c'),
  ]
  set.llm.reconfigure({ strategy: 'failover', providers: inputs(more) })
  const serves = async (count: number): Promise<readonly string[]> => {
    const asked = set.asked().length
    for (let turn = 0; turn < count; turn += 1) await set.drive(set.llm.request(ask))
    return set.asked().slice(asked)
  }
  return { ...set, inputs, serves }
}

describe('a group as plain data', () => {
  it('chooses among its providers by its own strategy, and counts as one', async () => {
    const { llm, serves } = nested()
    expect(await serves(3)).toEqual(['a', 'b', 'a'])
    expect(llm.getStats()).toMatchObject({ group: { successes: 3 }, c: { successes: 0 } })
    expect(llm.group('group')?.getStats()).toMatchObject({ a: { successes: 2 }, b: { successes: 1 } })
    expect(llm.group('c')).toBeUndefined()
  })

  it('fails over to the others when none of its providers answers', async () => {
    const { fake, serves } = nested()
    for (const id of ['a', 'b'] as const) fake.target(id).outage({ status: 500 })
    expect(await serves(1)).toEqual(['a', 'b', 'c'])
  })

  it('keeps the state of its providers when it changes', async () => {
    const { llm, inputs, serves } = nested()
    await serves(3)
    const said = llm.reconfigure({ strategy: 'failover', providers: inputs({ weight: 2 }, ['a', 'c']) })
    expect(said).toEqual({ added: ['group/c'], changed: ['group'], removed: ['group/b'], settings: [] })
    expect(llm.group('group')?.getStats()).toMatchObject({ a: { successes: 2 }, c: { successes: 0 } })
    expect(llm.getStats()).toMatchObject({ group: { successes: 3 } })
    expect(await serves(2)).toEqual(['c', 'a'])
  })

  it('is left alone when nothing of it changes', async () => {
    const { llm, inputs, serves } = nested()
    await serves(1)
    const events: string[] = []
    llm.on('*', ({ type }) => events.push(type))
    llm.group('group')?.on('*', ({ type }) => events.push(type))
    const said = llm.reconfigure({ strategy: 'failover', providers: inputs() })
    expect(said).toEqual({ added: [], changed: [], removed: [], settings: [] })
    expect(events).toEqual([])
    expect(await serves(1)).toEqual(['b'])
  })

  it('has clocks and circuits from the balancer around it, also when they change', async () => {
    const { llm, fake, drive, inputs } = nested()
    for (const id of ['a', 'b', 'c'] as const) fake.target(id).outage({ status: 500 })
    const opened: string[] = []
    llm.group('group')?.on('circuit-opened', ({ targetId }) => opened.push(targetId))
    const circuitBreaker = { failureThreshold: 1 }
    llm.reconfigure({ strategy: 'failover', providers: inputs(), circuitBreaker, retry: { maxAttempts: 2 } })
    await drive(llm.request(ask).catch(() => undefined))
    expect(opened).toEqual(['a', 'b'])
  })

  it('changes nothing when one of its providers is wrong', async () => {
    const { llm, inputs, serves } = nested()
    const providers = inputs({ providers: undefined }, ['a'])
    const [group] = providers as unknown as { providers: unknown[] }[]
    group?.providers.push({ name: 'x' })
    const before = llm.group('group')?.snapshot()
    expect(() => llm.reconfigure({ providers, strategy: 'weighted' })).toThrow(
      'provider "x": the name is not a vendor',
    )
    expect(llm.group('group')?.snapshot()).toEqual(before)
    expect(await serves(2)).toEqual(['a', 'b'])
  })

  it('changes by hand as well', async () => {
    const { llm, serves } = nested()
    await serves(1)
    llm.updateProvider('group', { strategy: 'failover', weight: 3 })
    expect(await serves(2)).toEqual(['a', 'a'])
    expect(llm.group('group')?.getStats()['a']).toMatchObject({ successes: 3 })
  })

  it('is closed with its entry, and with the balancer', async () => {
    const { llm, drive, inputs } = nested()
    const gone = llm.group('group')
    await drive(llm.removeProvider('group'))
    await expect(gone?.request(ask)).rejects.toMatchObject({ code: 'balancer-closed' })
    llm.reconfigure({ providers: inputs() })
    const inner = llm.group('group')
    await llm.close()
    await expect(inner?.request(ask)).rejects.toMatchObject({ code: 'balancer-closed' })
  })

  it.each<[object, string]>([
    [{ providers: [] }, 'provider "g": "providers" must have at least one provider'],
    [{ providers: 5 }, 'provider "g", which is a group: "providers" must be an array, got 5'],
    [{ providers: [{ name: 'x' }] }, 'provider "x": the name is not a vendor'],
    [{ providers: [], apiKey: 'k' }, 'provider "g", which is a group: unknown option "apiKey"'],
    [
      { providers: [{ name: 'openai', apiKey: 'k', model: 'm' }], strategy: 'best' },
      'provider "g": "strategy": there is no "best"',
    ],
    [
      { providers: [{ name: 'openai', apiKey: 'k', model: 'm' }], retry: { maxAttempts: 0 } },
      'provider "g": "retry.maxAttempts" must be',
    ],
  ])('is refused when it is wrong: %j', (group, message) => {
    const providers = [{ name: 'g', ...group }] as unknown as LLMBalancerOptions['providers']
    expect(() => createLLMBalancer({ providers })).toThrow(message)
  })
})
