import { describe, expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import { scene } from './scene.ts'

const models = { fast: ['a', 'cheap'], smart: ['c'] }
const entries = { b: { tags: ['cheap'] }, c: { model: 'large-1' } }
const settings = { models, entries, strategy: 'round-robin' } as const
const chat = { messages: [{ role: 'user', content: 'Hi' }] } as const

async function readAll(parts: AsyncIterable<unknown>): Promise<number> {
  let count = 0
  for await (const _ of parts) count += 1
  return count
}

describe('a call for a model', () => {
  it('goes only to the providers and tags that a name means, by the strategy', async () => {
    const { llm, drive, asked } = scene({ a: {}, b: {}, c: {} }, settings)
    for (let turn = 0; turn < 3; turn += 1) await drive(llm.request({ prompt: 'Hi', model: 'fast' }))
    await drive(llm.request({ prompt: 'Hi' }, { model: 'smart' }))
    await drive(llm.generate(chat, { model: 'smart' }))
    await drive(readAll(llm.stream(chat, { model: 'smart' })))
    await drive(readAll(llm.request({ prompt: 'Hi', stream: true, model: 'smart' })))
    expect(asked()).toEqual(['a', 'b', 'a', 'c', 'c', 'c', 'c'])
  })

  it('goes by the names as they were when the balancer was made', async () => {
    const fast = ['a']
    const { llm, drive, asked } = scene({ a: {}, b: {} }, { models: { fast } })
    fast[0] = 'b'
    await drive(llm.request({ prompt: 'Hi', model: 'fast' }))
    expect(asked()).toEqual(['a'])
  })

  it('goes to the providers that serve it, where it is the name of a model', async () => {
    const { llm, drive, asked } = scene({ a: {}, b: {}, c: {} }, settings)
    await drive(llm.request({ prompt: 'Hi', model: 'large-1' }))
    await drive(llm.request({ prompt: 'Hi', model: 'model-of-b' }))
    expect(asked()).toEqual(['c', 'b'])
  })

  it('stays with them when they fail', async () => {
    const { llm, fake, drive, asked } = scene({ a: {}, b: {}, c: {} }, settings)
    for (const id of ['a', 'b'] as const) fake.target(id).outage({ status: 500 })
    const failing = llm.request({ prompt: 'Hi', model: 'fast' }, { maxAttempts: 2 })
    await expect(drive(failing)).rejects.toMatchObject({ code: 'all-targets-failed' })
    expect(asked()).toEqual(['a', 'b'])
  })

  it('may name fewer providers', async () => {
    const { llm, drive, asked } = scene({ a: {}, b: {}, c: {} }, settings)
    await drive(llm.request({ prompt: 'Hi', model: 'fast' }, { only: ['b', 'c'] }))
    await drive(llm.request({ prompt: 'Hi', model: 'fast' }, { only: ({ id }) => id === 'b' }))
    await drive(llm.request({ prompt: 'Hi', model: 'fast' }, { exclude: 'a' }))
    await drive(llm.request({ prompt: 'Hi', model: 'fast' }, { pin: 'b' }))
    expect(asked()).toEqual(['b', 'b', 'b', 'b'])
    const none = llm.request({ prompt: 'Hi', model: 'fast' }, { pin: 'c', deadlineMs: 10 })
    await expect(drive(none)).rejects.toMatchObject({ code: 'no-target-available' })
  })

  it('may go to any key of a provider, and to a group that serves nothing else', async () => {
    const inner = scene(
      { x: { format: 'openai' }, y: {} },
      { entries: { x: { model: 'm' }, y: { model: 'm' } } },
    )
    const { llm, drive } = scene(
      { a: {}, b: {} },
      { entries: { a: { apiKeys: ['one', 'two'], apiKey: undefined as never } }, strategy: 'round-robin' },
    )
    llm.addProvider({ name: 'group', model: inner.llm })
    const served = async (model: string): Promise<string> =>
      (await inner.drive(drive(llm.request({ prompt: 'Hi', model })))).provider
    expect(await served('m')).toBe('group')
    expect(await served('model-of-a')).toBe('a')
    inner.llm.updateProvider('y', { model: 'other' })
    await expect(served('m')).rejects.toThrow(
      'request: "model": not all providers of the group "group" have the model "m"; known models are model-of-a, model-of-b',
    )
    await expect(served('mm')).rejects.toThrow(
      /there is no model "mm"; known models are model-of-a, model-of-b$/,
    )
  })

  it.each<[object, object, string]>([
    [{ model: 'fsat' }, {}, 'request: "model": there is no model "fsat", did you mean "fast"?'],
    [{ model: 'xyz' }, {}, '"xyz"; known models are fast, smart, model-of-a, model-of-b, large-1'],
    [{ model: '' }, {}, 'request: "model" must be a string that is not empty'],
    [{ model: 5 }, {}, 'request: "model" must be a string that is not empty, got 5'],
    [{ model: 'fast' }, { model: 'smart' }, 'request: "model" is asked for twice'],
    [{}, { model: 'constructor' }, 'request: "model": there is no model "constructor"'],
  ])('is refused before any provider is asked: %j %j', async (request, options, message) => {
    const { llm, asked } = scene({ a: {}, b: {}, c: {} }, settings)
    await expect(llm.request({ prompt: 'Hi', ...request }, options)).rejects.toThrow(message)
    expect(asked()).toEqual([])
  })
})

it.each<[unknown, string]>([
  ['fast', '"models" must be an object such as { fast: ["openai"] }, got a string'],
  [{ fast: 'a' }, '"models.fast" must be an array, got a string'],
  [{ fast: [] }, '"models.fast" must name at least one provider or tag'],
  [{ fast: ['a', 5] }, '"models.fast[1]" must be a string that is not empty, got 5'],
  [{ 'sk-planted-key-0123456789': 'a' }, '"models.…" must be an array, got a string'],
])('names for models are checked: %j', (given, message) => {
  const create = (): unknown => createLLMBalancer({ providers: [], models: given as never })
  expect(create).toThrow(`createLLMBalancer: ${message}`)
})
